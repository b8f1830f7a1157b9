using Xunit;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Tests that share one demo: what each of them looks at is its own.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoStack>
{
    public const string Name = "One demo";
}
