using SaaSGate.Benchmarks;

return await Verbs.RunAsync(args);
