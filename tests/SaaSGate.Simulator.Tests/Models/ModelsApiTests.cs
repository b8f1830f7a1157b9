using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Models;

public sealed class ModelsApiTests : SimulatorTest
{
    [Fact]
    public async Task Lists_models_in_pages()
    {
        var first = await JsonAsync(await Client.GetAsync("/v1/models?limit=3", Cancellation));
        Assert.Equal(3, first.GetProperty("data").GetArrayLength());
        Assert.True(first.GetProperty("has_more").GetBoolean());
        var rest = await JsonAsync(await Client.GetAsync($"/v1/models?limit=1000&after_id={first.GetProperty("last_id").GetString()}", Cancellation));
        Assert.False(rest.GetProperty("has_more").GetBoolean());
        Assert.True(rest.GetProperty("data").GetArrayLength() > 5);
        await JsonAsync(await Client.GetAsync("/v1/models?limit=0", Cancellation), 400);
    }

    [Fact]
    public async Task Knows_one_model_and_not_another()
    {
        var model = await JsonAsync(await Client.GetAsync("/v1/models/claude-sonnet-4-5-20250929", Cancellation));
        Assert.Equal("Claude Sonnet 4.5", model.GetProperty("display_name").GetString());
        Assert.Equal(("not_found_error", "model: claude-none"), ErrorOf(await JsonAsync(await Client.GetAsync("/v1/models/claude-none", Cancellation), 404)));
    }
}
