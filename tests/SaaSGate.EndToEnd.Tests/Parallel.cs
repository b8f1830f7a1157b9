using Xunit.Sdk;
using Xunit.v3;

// Each class runs whole stacks of processes: one after the other is faster than all at once, and says who is to blame.
[assembly: Parallelization(Mode = ParallelMode.None)]
