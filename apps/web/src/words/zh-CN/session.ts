/** Words of the session page. */
export default {};
