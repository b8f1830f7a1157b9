using System.Text.RegularExpressions;
using Xunit;

namespace SaaSGate.Contracts.Tests.Conventions;

public sealed partial class SourceTests
{
    private const int MostLines = 400;

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var files = Repository.Sources("src", "tests");
        Assert.True(files.Count > 100);
        Assert.Empty(files.Where(file => File.ReadLines(file).Count() > MostLines).Select(Path.GetFileName));
    }

    [Fact]
    public void Nothing_is_left_to_do_or_commented_out()
    {
        var files = Repository.Sources("src");
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => LeftToDo().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName));
    }

    [Fact]
    public void Sql_stands_in_the_postgres_project_alone()
    {
        var files = Repository.Sources("src");
        var withSql = files.Where(file => Sql().IsMatch(File.ReadAllText(file))).ToList();
        Assert.NotEmpty(withSql);
        Assert.Empty(withSql.Where(file => !file.Contains("SaaSGate.Postgres", StringComparison.Ordinal)).Select(Path.GetFileName));
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException")]
    private static partial Regex LeftToDo();

    [GeneratedRegex(@"(""|\n\s*)(select\s+[\w*@(].*\bfrom\b|insert into|update \w+[\s\S]{0,40}\bset\b|delete from)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Sql();
}
