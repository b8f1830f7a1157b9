using System.Text;
using System.Text.Json;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Inspection.Tests.Calls;

public sealed class CallDestinationsTests
{
    [Theory]
    [InlineData("""{"url":"https://Files.example:8443/x?y","note":"see http://other.example"}""", "files.example, other.example")]
    [InlineData("""{"to":"Bob@Partner.example","text":"hi"}""", "Bob@Partner.example, bob@partner.example")]
    [InlineData("""{"to":"x@evil"}""", "x@evil")]
    [InlineData("""{"to":["a@one.example",{"address":"b@two.example"}],"n":1}""", "a@one.example, b@two.example")]
    [InlineData("""{"host":"evil.example"}""", "evil.example")]
    [InlineData("""{"host":"intranet"}""", "intranet")]
    [InlineData("""{"relay":"evil.example"}""", "evil.example")]
    [InlineData("""{"phone":4915112345}""", "4915112345")]
    [InlineData("""{"to":"[EMAIL_7KQ2M9]"}""", "[EMAIL_7KQ2M9]")]
    [InlineData("""{"by":{"c@three.example":true}}""", "c@three.example")]
    [InlineData("""{"body":"{\"url\":\"https://inner.example\"}"}""", "inner.example")]
    public void Tells_where_a_call_may_send_something(string input, string expected) =>
        Assert.Equal(expected.Split(", ").Order(StringComparer.Ordinal), CallDestinations.In(Encoding.UTF8.GetBytes(input)));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"query":"select 1"}""")]
    [InlineData("\"https://files.example\"")]
    [InlineData("{\"url\":\"https://files.exa")]
    [InlineData("""{"host":"\ud800","url":"https://files.example"}""")]
    public void Knows_nothing_where_there_is_none_or_it_is_no_object(string input) => Assert.Null(CallDestinations.In(Encoding.UTF8.GetBytes(input)));

    [Fact]
    public void Knows_nothing_where_there_are_too_many_or_one_is_too_long()
    {
        Assert.Equal(CallDestinations.Most, CallDestinations.In(Hosts(CallDestinations.Most))!.Count);
        Assert.Null(CallDestinations.In(Hosts(CallDestinations.Most + 1)));
        Assert.Null(CallDestinations.In(JsonSerializer.SerializeToUtf8Bytes(new { text = string.Join(' ', Enumerable.Range(0, 60).Select(n => $"https://h{n}.example")) })));
        Assert.Null(CallDestinations.In(JsonSerializer.SerializeToUtf8Bytes(new { url = "https://files.example", to = new string('x', 301) })));
    }

    private static byte[] Hosts(int count) => JsonSerializer.SerializeToUtf8Bytes(new { urls = Enumerable.Range(0, count).Select(n => $"https://h{n}.example") });
}
