/** Words of the console. */
export default {};
