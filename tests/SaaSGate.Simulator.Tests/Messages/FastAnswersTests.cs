using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Messages;

public sealed class FastAnswersTests : SimulatorTest
{
    protected override SimulatorOptions Options => new() { Fast = true, Remember = ReceivedDetail.Nothing };

    [Fact]
    public async Task Answers_a_whole_message()
    {
        var answer = await AnswerAsync("anything");
        Assert.Equal("message", answer.GetProperty("type").GetString());
        Assert.Equal("end_turn", answer.GetProperty("stop_reason").GetString());
    }

    [Theory]
    [InlineData("anything")]
    [InlineData("[[sim: fast flush]]")]
    public async Task Answers_a_stream_of_a_hundred_deltas(string prompt)
    {
        var events = await StreamAsync(prompt);
        Assert.Equal(100, SseEvent.Texts(events).Count);
        Assert.Equal("message_stop", events[^1].Name);
    }

    [Fact]
    public async Task Only_counts_requests()
    {
        await AnswerAsync("anything");
        Assert.Empty(Simulator.Received.All);
        Assert.Equal(1, Simulator.Received.Total);
        Assert.Throws<InvalidOperationException>(() => Simulator.Received.Saw("anything"));
    }
}
