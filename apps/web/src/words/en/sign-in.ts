/** Words of the sign-in page. */
export default {};
