/** Comes as text with the script that asks for it. */
declare module '*.later.css' {
  const text: string
  export default text
}
declare module '*.css'
