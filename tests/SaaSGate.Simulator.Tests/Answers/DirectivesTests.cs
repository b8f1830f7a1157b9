using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Answers;

public sealed class DirectivesTests : SimulatorTest
{
    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(401, "authentication_error")]
    [InlineData(402, "billing_error")]
    [InlineData(403, "permission_error")]
    [InlineData(404, "not_found_error")]
    [InlineData(413, "request_too_large")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(500, "api_error")]
    [InlineData(504, "timeout_error")]
    [InlineData(529, "overloaded_error")]
    public async Task Answers_the_error_asked_for(int status, string type)
    {
        using var response = await PostAsync(Ask($"Hello [[sim: error={status}]]", stream: true));
        var retryAfter = response.Headers.RetryAfter?.ToString();
        Assert.Equal(status == 429 ? "1" : null, retryAfter);
        Assert.Equal(type, ErrorOf(await JsonAsync(response, status)).Type);
    }

    [Fact]
    public async Task Lets_the_prompt_word_the_error()
    {
        using var response = await PostAsync(Ask("[[sim: error=429 message=\"Slow down, please\" retry_after=0 retry=false]]"));
        Assert.Equal("0", response.Headers.RetryAfter?.ToString());
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
        Assert.Equal("Slow down, please", ErrorOf(await JsonAsync(response, 429)).Message);
    }

    [Fact]
    public async Task Fails_so_many_times_and_then_answers()
    {
        var body = Ask("[[sim: error=529 times=2 text=\"At last.\"]]");
        await JsonAsync(await PostAsync(body), 529);
        await JsonAsync(await PostAsync(body), 529);
        Assert.Equal("At last.", TextOf(await JsonAsync(await PostAsync(body))));
    }

    [Theory]
    [InlineData("[[sim: eror=529]]", "simulator: unknown directive \"eror\"")]
    [InlineData("[[sim: deltas=many]]", "simulator: deltas wants a number, not \"many\"")]
    [InlineData("[[sim: delay=5]]", "simulator: delay wants a time such as 50ms, 2s or 10m, not \"5\"")]
    [InlineData("[[sim: text=\"open", "simulator: the value of text cannot be read")]
    [InlineData("[[sim: crlf", "simulator: a directive has no end: ]] is missing")]
    [InlineData("[[sim: replay=ai-0003]]", "simulator: nothing recorded as \"ai-0003\"")]
    public async Task Says_what_is_wrong_with_a_directive(string prompt, string message) =>
        Assert.Equal(message, ErrorOf(await JsonAsync(await PostAsync(Ask(prompt)), 400)).Message);

    [Fact]
    public void Reads_words_strings_objects_and_switches_and_leaves_the_rest_of_the_prompt()
    {
        var read = Directives.Read("Please [[sim: delay=1.5s text=\"a ]] \\\"b\\\"\"]] do [[SIM: tool=x input={\"a\": [1, \"]]\"]} crlf ]]it");
        Assert.Null(read.Mistake);
        Assert.Equal("Please  do it", read.Prompt);
        Assert.Equal(TimeSpan.FromSeconds(1.5), read.Time("delay"));
        Assert.Equal("a ]] \"b\"", read.Text("text"));
        Assert.Equal("{\"a\": [1, \"]]\"]}", read.Text("input"));
        Assert.True(read.Has("crlf"));
        Assert.False(read.Has("gzip"));
    }

    [Fact]
    public async Task Gives_blocks_in_the_order_of_the_prompt()
    {
        var answer = await AnswerAsync("""[[sim: text="First."]] [[sim: tool=a input={"n":1}]] [[sim: tool=b]] [[sim: text="Last."]]""");
        var content = answer.GetProperty("content").EnumerateArray().ToArray();
        Assert.Equal(["text", "tool_use", "tool_use", "text"], content.Select(block => block.GetProperty("type").GetString()));
        Assert.NotEqual(content[1].GetProperty("id").GetString(), content[2].GetProperty("id").GetString());
        Assert.Equal(1, content[1].GetProperty("input").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Gives_as_many_deltas_as_asked()
    {
        var texts = SseEvent.Texts(await StreamAsync("[[sim: deltas=200]]"));
        Assert.Equal(200, texts.Count);
        Assert.Equal(200, string.Concat(texts).Split(' ').Length);
    }

    [Fact]
    public async Task Repeats_the_prompt_when_asked_and_stops_as_asked()
    {
        var answer = await AnswerAsync("[[sim: echo stop=refusal]] say this");
        Assert.Equal("say this", TextOf(answer));
        Assert.Equal("refusal", answer.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public void Documents_every_directive()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "src", "SaaSGate.Simulator", "README.md"));
        Assert.NotEmpty(Vocabulary.All);
        Assert.All(Vocabulary.All, name => Assert.Contains($"`{name}", readme));
    }
}
