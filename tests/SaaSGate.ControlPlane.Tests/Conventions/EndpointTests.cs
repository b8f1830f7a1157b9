using System.Reflection;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Skills;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Conventions;

/// <summary>Endpoint files reach only the stores of their own feature, whose name the store's namespace ends with.</summary>
public sealed class EndpointTests
{
    /// <summary>The first page gathers from others, and the demo speaks in the feed: that is what they are for.</summary>
    private static readonly Dictionary<string, string[]> MoreThanOwn = new() { ["Home"] = ["Approvals", "Sessions"], ["Demo"] = ["Live"] };

    [Fact]
    public void Endpoint_files_reach_only_their_features_stores()
    {
        var files = typeof(TenancyFilter).Assembly.GetTypes().Where(IsEndpointFile).ToList();
        Assert.True(files.Count >= 12, "The endpoint files were not found.");
        Assert.True(files.SelectMany(StoresOf).Count() >= 20, "Their stores were not found.");
        Assert.Empty(files.SelectMany(file => Foreign(file, FeatureOf(file))));
    }

    [Fact]
    public void A_store_of_another_feature_is_found() => Assert.Equal([typeof(SkillStore)], Foreign(typeof(MadeUp), "Approvals"));

    private static bool IsEndpointFile(Type type) => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Endpoints", StringComparison.Ordinal)
        && type.GetMethods().Any(method => method.GetParameters() is [{ } first] && first.ParameterType == typeof(IEndpointRouteBuilder));

    private static IEnumerable<Type> Foreign(Type file, string feature) =>
        StoresOf(file).Where(store => FeatureOf(store) != feature && !MoreThanOwn.GetValueOrDefault(feature, []).Contains(FeatureOf(store)));

    private static IEnumerable<Type> StoresOf(Type file) => file
        .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .SelectMany(method => method.GetParameters())
        .Select(parameter => parameter.ParameterType)
        .Where(type => type.Assembly == typeof(SkillStore).Assembly && type.Name.EndsWith("Store", StringComparison.Ordinal));

    private static string FeatureOf(Type type) => type.Namespace![(type.Namespace!.LastIndexOf('.') + 1)..];

    private static class MadeUp
    {
        public static bool Handle(ApprovalStore own, SkillStore other) => ReferenceEquals(own, other);
    }
}
