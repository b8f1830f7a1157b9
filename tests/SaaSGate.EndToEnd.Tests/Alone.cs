using Xunit;

namespace SaaSGate.EndToEnd.Tests;

/// <summary>Tests that load the machine, or build what others run: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
