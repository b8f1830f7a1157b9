using System.Net;
using System.Text.RegularExpressions;
using SaaSGate.Contracts.Problems;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Http;

/// <summary>Each row of SCIM's refusals has a status that HTTP knows, and is raised by something; what raises them is held by the tests of the server.</summary>
public sealed partial class ScimProblemTests
{
    [Fact]
    public void Each_row_is_raised_somewhere()
    {
        var source = string.Concat(Directory.GetFiles(RepositoryFolder.In("src", "SaaSGate.ControlPlane"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var raised = Named().Matches(source).Select(match => match.Groups[1].Value).ToHashSet();
        var rows = typeof(ScimProblems).GetFields().Where(field => field.FieldType == typeof(Problem)).ToList();
        Assert.Equal(ScimProblems.All.Count, rows.Count);
        Assert.All(rows, row => Assert.Contains(row.Name, raised));
        Assert.All(ScimProblems.All, problem => Assert.True(Enum.IsDefined((HttpStatusCode)problem.Status)));
        Assert.Equal(ScimProblems.All.Count, ScimProblems.All.Select(problem => problem.Code).Distinct().Count());
    }

    [GeneratedRegex(@"ScimProblems\.(\w+)")]
    private static partial Regex Named();
}
