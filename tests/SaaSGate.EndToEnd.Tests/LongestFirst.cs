using SaaSGate.EndToEnd.Tests.Browser;
using Xunit.Sdk;
using Xunit.v3;

namespace SaaSGate.EndToEnd.Tests;

/// <summary>The tests that share a demo run one after the other, longer than anything else: begun last, they would run alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(one => one.TestCollectionDisplayName is DemoCollection.Name or OtherDemoCollection.Name ? 0 : 1)];
}
