// Does what the process that started it asks for, one job after the other: a module of this folder, and its options.
process.on('message', async ({ module, options }) => {
  try {
    const { default: work } = await import(`./${module}`);
    await work(options);
    process.send({});
  } catch (error) {
    process.send({ error: error instanceof Error ? error.message : String(error) });
  }
});
