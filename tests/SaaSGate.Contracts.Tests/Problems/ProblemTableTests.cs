using System.Text.RegularExpressions;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.Tests.Conventions;
using Xunit;

namespace SaaSGate.Contracts.Tests.Problems;

public sealed class ProblemTableTests
{
    private static readonly HashSet<string> ClaudeTypes =
        ["invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error", "request_too_large", "rate_limit_error", "api_error", "timeout_error", "overloaded_error"];

    [Fact]
    public void Every_row_has_a_code_of_its_own_and_is_well_formed()
    {
        foreach (var table in new[] { GatewayProblems.All, PortalProblems.All })
        {
            Assert.NotEmpty(table);
            Assert.Equal(table.Count, table.Select(problem => problem.Code).Distinct().Count());
            Assert.All(table, problem =>
            {
                Assert.Matches("^[a-z_]+$", problem.Code);
                Assert.InRange(problem.Status, 400, 599);
                Assert.Contains(problem.ClaudeType, ClaudeTypes);
                Assert.EndsWith(".", problem.Title, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public void Every_field_of_a_table_is_a_row_of_it()
    {
        foreach (var (type, all) in new[] { (typeof(GatewayProblems), GatewayProblems.All), (typeof(PortalProblems), PortalProblems.All) })
        {
            var fields = type.GetFields().Where(field => field.FieldType == typeof(Problem)).Select(field => (Problem)field.GetValue(null)!).ToList();
            Assert.NotEmpty(fields);
            Assert.Equal(fields.OrderBy(problem => problem.Code), all.OrderBy(problem => problem.Code));
        }
    }

    [Fact]
    public void Every_problem_is_raised_somewhere()
    {
        var sources = Repository.Sources("src").Where(file => !file.Contains("SaaSGate.Contracts", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        Assert.True(sources.Count > 100);
        foreach (var table in new[] { typeof(GatewayProblems), typeof(PortalProblems) })
            Assert.Empty(NotRaised(table, sources));
    }

    [Fact]
    public void A_problem_that_nothing_raises_is_found() =>
        Assert.Equal([nameof(MadeUp.Idle)], NotRaised(typeof(MadeUp), ["return MadeUp.Raised;", "// MadeUp.IdleButLonger"]));

    private static IEnumerable<string> NotRaised(Type table, IReadOnlyCollection<string> sources) => table.GetFields()
        .Where(field => field.FieldType == typeof(Problem))
        .Select(field => field.Name)
        .Where(name => !sources.Any(source => Regex.IsMatch(source, $@"\b{table.Name}\.{name}\b")));

    private static class MadeUp
    {
        public static readonly Problem Raised = new("raised", 400, "invalid_request_error", "Raised.");
        public static readonly Problem Idle = new("idle", 400, "invalid_request_error", "Idle.");
    }
}
