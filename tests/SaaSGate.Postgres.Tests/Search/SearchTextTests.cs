using SaaSGate.Postgres.Search;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("refund Customer", "'refund' & 'customer'")]
    [InlineData("\"bulk export\"", "('bulk' <1> 'export')")]
    [InlineData("\"export of the list\"", "('export' <3> 'list')")]
    [InlineData("invo*", "'invo':*")]
    [InlineData("in* ab*", "'ab'")]
    [InlineData("for* -her* to*", "'for':* & !('her':*)")]
    [InlineData("refund -\"opt in\" -\"the list\" -\"end of day\"", "'refund' & !('end' <2> 'day')")]
    [InlineData("-refund card", "!('refund') & 'card'")]
    [InlineData("-\"bulk export\"", "!('bulk' <1> 'export')")]
    [InlineData("files.evil.example", "('files' <1> 'evil' <1> 'example')")]
    [InlineData("files.evil.exam*", "('files' <1> 'evil' <1> 'exam':*)")]
    [InlineData("\"never closed", "('never' <1> 'closed')")]
    [InlineData("the of - \" ' & | ! ( ) :* <->", "")]
    [InlineData("o'brien:*", "('o' <1> 'brien':*)")]
    public void Makes_a_query_of_what_people_type(string text, string query) =>
        Assert.Equal(query, string.Join(" & ", SearchText.Parse(text).Select(term => term.ToQuery())));

    [Fact]
    public void Asks_for_tool_input_by_its_weight() =>
        Assert.Equal("('drop':A <1> 'table':A)", Assert.Single(SearchText.Parse("\"drop table\"", inToolInput: true)).ToQuery());

    [Theory]
    [InlineData("refnud", "refund", true)]
    [InlineData("refnd", "refund", true)]
    [InlineData("card", "care", true)]
    [InlineData("card", "cart-", false)]
    [InlineData("customers", "costomer", true)]
    [InlineData("customers", "custard", false)]
    public void Takes_a_slip_for_what_was_meant(string written, string known, bool meant) => Assert.Equal(meant, Spelling.MayMean(written, known));
}
