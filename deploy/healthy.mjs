// A container's own question: does the process on PORT say that it is ready?
fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(
  (answer) => process.exit(answer.ok ? 0 : 1),
  () => process.exit(1),
);
