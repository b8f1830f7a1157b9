using Xunit.Sdk;
using Xunit.v3;

// Whole stacks of processes wait more than they work: two classes at a time use two processors.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
