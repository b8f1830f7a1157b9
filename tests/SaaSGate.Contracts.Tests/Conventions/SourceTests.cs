using System.Text.RegularExpressions;
using Xunit;

namespace SaaSGate.Contracts.Tests.Conventions;

public sealed partial class SourceTests
{
    private const int MostLines = 400;

    /// <summary>Written by a program from <c>web/openapi.json</c>.</summary>
    private static readonly string[] Generated = ["schema.d.ts"];

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        foreach (var (kind, fewest) in new[] { ("*.cs", 500), ("*.sql", 5), ("*.ts", 20), ("*.tsx", 20) })
        {
            var files = Repository.Files(kind, "src", "tests", "migrations", "web").Where(file => !Generated.Contains(Path.GetFileName(file))).ToList();
            Assert.True(files.Count > fewest, $"The files {kind} were not found.");
            Assert.Empty(files.Where(file => IsTooLong(File.ReadLines(file))).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void A_file_of_401_lines_is_found() => Assert.Equal((false, true), (IsTooLong(Enumerable.Repeat("", 400)), IsTooLong(Enumerable.Repeat("", 401))));

    [Fact]
    public void Nothing_is_marked_as_left_to_do()
    {
        var files = Repository.Sources("src", "tests");
        Assert.True(files.Count > 500);
        Assert.Empty(files.Where(file => LeftToDo().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("throw new NotImplemented" + "Exception();")]
    public void What_is_left_to_do_is_found(string sample) => Assert.Matches(LeftToDo(), sample);

    [Fact]
    public void Sql_stands_in_the_postgres_project_alone()
    {
        var files = Repository.Sources("src");
        var withSql = files.Where(file => Sql().IsMatch(File.ReadAllText(file))).ToList();
        Assert.NotEmpty(withSql);
        Assert.Empty(withSql.Where(file => !file.Contains("SaaSGate.Postgres", StringComparison.Ordinal)).Select(Path.GetFileName));
    }

    private static bool IsTooLong(IEnumerable<string> lines) => lines.Skip(MostLines).Any();

    /// <summary>The words are put together from parts, so that this file holds none of them.</summary>
    [GeneratedRegex(@"\b(TOD" + "O|FIXM" + "E|HAC" + @"K)\b|NotImplemented" + "Exception")]
    private static partial Regex LeftToDo();

    [GeneratedRegex(@"(""|\n\s*)(select\s+[\w*@(].*\bfrom\b|insert into|update \w+[\s\S]{0,40}\bset\b|delete from)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Sql();
}
