/** Loaded by worker threads in tests: a thread whose modules cannot be loaded. */
throw new Error("this module cannot be loaded");
