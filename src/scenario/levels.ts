/** How binding a rule is: the assignment's demand, our reading where it is silent, an extension. */
export const levels = ['must', 'should', 'may'] as const
export type Level = (typeof levels)[number]
