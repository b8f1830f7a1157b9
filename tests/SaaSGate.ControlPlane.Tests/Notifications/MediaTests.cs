using System.Text.Json.Nodes;
using MimeKit;
using SaaSGate.ControlPlane.Notifications;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Notifications;

/// <summary>What attackers wrote, in each medium.</summary>
public sealed class MediaTests
{
    private const string Hostile = "<!channel> <@U1> <https://evil.example|click> *b* `c` @here & </td><script>x</script>\r\nBcc: a@evil.example \u202Ecod.exe [x](https://evil.example)";

    private static readonly ChannelSettings Mail = new(Host: "h", Port: 25, From: "gate@acme.example", To: ["soc@acme.example"]);

    private static Notice Told => new(
        "ntf_1", "waiting", DateTimeOffset.UnixEpoch, "org_1", "acme", "apr_1", "high", ForeignText.Name(Hostile, 200),
        [new("Skill", ForeignText.Name(Hostile, 200)), new("Rule", "r")], ForeignText.Line(Hostile, 300), new("https://gate.example/approvals/apr_1"),
        new("apr_1", "pending", true, "s", "r", DateTimeOffset.UnixEpoch, null, new string('a', 64), [], []), false);

    [Fact]
    public void Slack_reads_no_markup_mention_or_link()
    {
        var message = SlackMessage.Of(Told, "mark");
        foreach (var text in Objects(message).Where(node => node["type"] is { } type && (string?)type is "plain_text" or "mrkdwn"))
            Assert.Equal(("plain_text", false), ((string?)text["type"], (bool?)text["emoji"]));
        var fallback = (string)message["text"]!;
        Assert.Equal(("none", false, false), ((string?)message["parse"], (bool?)message["link_names"], (bool?)message["mrkdwn"]));
        Assert.DoesNotContain(fallback, character => character is '<' or '>' or '*' or '_' or '`' or '@' or '~' or '\n' or '\u202E');
        Assert.Contains("&lt;!channel&gt;", fallback, StringComparison.Ordinal);
        Assert.DoesNotContain("://evil", message.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            ["https://gate.example/approvals/apr_1"], Objects(message).Select(node => (string?)node["url"]).OfType<string>());
    }

    [Fact]
    public void Slack_blocks_keep_to_Slacks_lengths()
    {
        var longest = new string('x', 5000);
        var message = SlackMessage.Of(Told with { Title = longest, Facts = [.. Enumerable.Repeat(new NoticeFact("Skill", longest), 20)] }, null);
        Assert.True(((string)message["blocks"]![0]!["text"]!["text"]!).Length <= 150);
        Assert.Equal(10, message["blocks"]![1]!["fields"]!.AsArray().Count);
        Assert.All(message["blocks"]![1]!["fields"]!.AsArray(), field => Assert.True(((string)field!["text"]!).Length <= 2000));
    }

    [Fact]
    public void Mail_has_no_header_of_its_own_making_and_its_HTML_is_encoded()
    {
        using var message = EmailMessage.Of(Told, Mail);
        using var written = new MemoryStream();
        message.WriteTo(written, TestContext.Current.CancellationToken);
        written.Position = 0;
        using var read = MimeMessage.Load(written, TestContext.Current.CancellationToken);
        var (html, text) = (read.HtmlBody ?? "", read.TextBody ?? "");
        Assert.Empty(read.Bcc);
        Assert.Equal(["soc@acme.example"], read.To.Mailboxes.Select(to => to.Address));
        Assert.DoesNotContain(read.Headers, header => header.Field.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("\n", read.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("</td><", html.Replace("</td></tr>", "", StringComparison.Ordinal).Replace("</td><td>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html + text + read.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("://evil", html + text, StringComparison.Ordinal);
        Assert.Equal("ntf_1@acme.example", read.MessageId);
    }

    [Fact]
    public void Teams_reads_no_Markdown()
    {
        var card = TeamsSender.CardOf(Told);
        Assert.DoesNotContain(Objects(card), node => (string?)node["type"] == "TextBlock");
        Assert.Contains(Objects(card), node => (string?)node["type"] == "TextRun" && ((string?)node["text"])!.Contains("[x](https[:]//evil", StringComparison.Ordinal));
        Assert.Equal("https://gate.example/approvals/apr_1", (string?)card["attachments"]![0]!["content"]!["actions"]![0]!["url"]);
    }

    [Fact]
    public void A_channel_that_gets_names_gets_nothing_of_the_prompt()
    {
        var told = Told with { Title = "s waits", Facts = [new("Skill", "s")], Summary = null };
        using var mail = EmailMessage.Of(told, Mail);
        Assert.DoesNotContain("evil", SlackMessage.Of(told, null).ToJsonString() + TeamsSender.CardOf(told).ToJsonString() + mail.HtmlBody + mail.TextBody, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject of => of.Select(entry => entry.Value).SelectMany(Objects).Prepend(of),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };
}
