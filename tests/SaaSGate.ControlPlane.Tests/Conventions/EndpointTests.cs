using System.Text.RegularExpressions;
using SaaSGate.Postgres.Skills;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Conventions;

/// <summary>Endpoint files reach only the stores of their own feature: the folder's name is the end of the store's namespace.</summary>
public sealed partial class EndpointTests
{
    /// <summary>The first page gathers from others, and the demo speaks in the feed: that is what they are for.</summary>
    private static readonly Dictionary<string, string[]> MoreThanOwn = new() { ["Home"] = ["Approvals", "Sessions"], ["Demo"] = ["Live"] };

    private static readonly Dictionary<string, string> FeatureOf = typeof(SkillStore).Assembly.GetExportedTypes()
        .Where(type => type.Name.EndsWith("Store", StringComparison.Ordinal))
        .ToDictionary(type => type.Name, type => type.Namespace![(type.Namespace!.LastIndexOf('.') + 1)..]);

    [Fact]
    public void Endpoint_files_reach_only_their_features_stores()
    {
        var files = Directory.GetFiles(RepositoryFolder.In("src", "SaaSGate.ControlPlane"), "*Endpoints.cs", SearchOption.AllDirectories);
        Assert.True(files.Length >= 12, "The endpoint files were not found.");
        Assert.True(files.Count(file => StoresIn(File.ReadAllText(file)).Any()) >= 10, "Their stores were not found.");
        Assert.Empty(files.SelectMany(file => Foreign(File.ReadAllText(file), Path.GetFileName(Path.GetDirectoryName(file)!))));
    }

    [Fact]
    public void A_store_of_another_feature_is_found() => Assert.Equal(
        ["SkillStore"], Foreign("Handle(ApprovalStore own) => services.GetRequiredService<SkillStore>();", "Approvals"));

    private static IEnumerable<string> Foreign(string source, string feature) =>
        StoresIn(source).Where(store => FeatureOf[store] != feature && !MoreThanOwn.GetValueOrDefault(feature, []).Contains(FeatureOf[store]));

    private static IEnumerable<string> StoresIn(string source) => Store().Matches(source).Select(match => match.Value).Distinct().Where(FeatureOf.ContainsKey);

    [GeneratedRegex(@"\b[A-Z]\w*Store\b")]
    private static partial Regex Store();
}
