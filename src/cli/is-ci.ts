/** Whether nobody is there to be asked, whatever the terminal says (rule 6 of the command line). */
export const isCi = ({ CI }: NodeJS.ProcessEnv): boolean =>
  CI !== undefined && !['', '0', 'false'].includes(CI)
