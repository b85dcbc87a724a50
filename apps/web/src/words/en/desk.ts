/** Words of the desk page. */
export default {};
