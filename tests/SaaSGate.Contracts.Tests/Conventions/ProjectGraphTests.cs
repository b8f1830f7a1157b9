using System.Xml.Linq;
using Xunit;

namespace SaaSGate.Contracts.Tests.Conventions;

/// <summary>The reference graph of the design, held: an arrow that is not in it fails here.</summary>
public sealed class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["SaaSGate.Contracts"] = [],
        ["SaaSGate.Inspection"] = ["SaaSGate.Contracts"],
        ["SaaSGate.Gateway"] = ["SaaSGate.Contracts", "SaaSGate.Inspection"],
        ["SaaSGate.Postgres"] = ["SaaSGate.Contracts"],
        ["SaaSGate.ControlPlane"] = ["SaaSGate.Contracts", "SaaSGate.Inspection", "SaaSGate.Postgres"],
        ["SaaSGate.Simulator"] = ["SaaSGate.Contracts"],
        ["SaaSGate"] = ["SaaSGate.Contracts", "SaaSGate.Inspection", "SaaSGate.Gateway", "SaaSGate.Postgres", "SaaSGate.ControlPlane", "SaaSGate.Simulator"],
    };

    [Fact]
    public void Projects_reference_only_what_the_design_lets_them()
    {
        var projects = Repository.Projects("src");
        Assert.Equal(Allowed.Keys.Order(), projects.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (var project in projects)
        {
            var references = XDocument.Load(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Empty(references.Except(Allowed[Path.GetFileNameWithoutExtension(project)]));
        }
    }

    [Theory]
    [InlineData("Npgsql", "SaaSGate.Postgres")]
    [InlineData("Dapper", "SaaSGate.Postgres")]
    [InlineData("EntityFrameworkCore", "SaaSGate.Postgres")]
    [InlineData("Orleans", "SaaSGate.ControlPlane")]
    [InlineData("Grpc.Net.Client", "SaaSGate.Gateway")]
    public void Only_one_project_references(string package, string owner)
    {
        var owners = Repository.Projects("src")
            .Where(project => XDocument.Load(project).Descendants("PackageReference").Any(reference => reference.Attribute("Include")!.Value.Contains(package, StringComparison.Ordinal)))
            .Select(Path.GetFileNameWithoutExtension);
        Assert.Equal([owner], owners);
    }

    [Fact]
    public void Every_package_version_is_in_one_place()
    {
        var projects = Repository.Projects("src").Concat(Repository.Projects("tests")).ToList();
        Assert.NotEmpty(projects);
        Assert.DoesNotContain(projects, project => XDocument.Load(project).Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null));
    }
}
