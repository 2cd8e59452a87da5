import { CliError } from './errors.js'

const WORDS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'you may not',
  EPERM: 'you may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'it exists already',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EROFS: 'the disk is read-only',
  EFBIG: 'the disk takes no file of this size',
  EMFILE: 'too many files are open',
  ENXIO: 'it is no file',
}

/** A file of this machine that cannot be used, in words: `cannot read photo.jpg: there is no such file or folder`. */
export function localFileError(doing: string, path: string, cause: unknown): CliError {
  const { code, message } = cause as NodeJS.ErrnoException
  return new CliError('local-file', `cannot ${doing} ${path}: ${WORDS[code ?? ''] ?? message}`, { cause })
}
