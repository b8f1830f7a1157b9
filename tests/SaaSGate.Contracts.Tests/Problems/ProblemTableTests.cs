using SaaSGate.Contracts.Problems;
using Xunit;

namespace SaaSGate.Contracts.Tests.Problems;

public sealed class ProblemTableTests
{
    private static readonly HashSet<string> ClaudeTypes =
        ["invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error", "request_too_large", "rate_limit_error", "api_error", "timeout_error", "overloaded_error"];

    [Fact]
    public void Every_code_is_used_once_and_says_what_to_do()
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
}
