using SaaSGate.EndToEnd.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each class runs whole stacks of processes: two at a time keep two processors busy, more only wait for each other.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
