using Xunit;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Tests that share one demo: what each of them looks at is its own.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoStack>
{
    public const string Name = "One demo";
}

/// <summary>The same, of those that change what the demo's people and skills may do.</summary>
[CollectionDefinition(Name)]
public sealed class OtherDemoCollection : ICollectionFixture<DemoStack>
{
    public const string Name = "Another demo";
}
