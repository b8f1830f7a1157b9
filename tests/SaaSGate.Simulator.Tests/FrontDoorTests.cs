using System.Text;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests;

public sealed class FrontDoorTests : SimulatorTest
{
    protected override SimulatorOptions Options => new() { AcceptedKeys = ["sk-right"], MaxBodyBytes = 1 << 20 };

    [Theory]
    [InlineData("x-api-key", "sk-wrong", "invalid x-api-key")]
    [InlineData("Authorization", "Bearer sk-wrong", "Invalid bearer token")]
    [InlineData("Authorization", "Basic c2s=", "Invalid authorization header")]
    [InlineData("accept", "*/*", "x-api-key header is required")]
    public async Task Refuses_a_wrong_or_missing_credential(string header, string value, string message)
    {
        Client.DefaultRequestHeaders.Remove("x-api-key");
        Client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        Assert.Equal(("authentication_error", message), ErrorOf(await JsonAsync(await PostAsync(Ask("Hello")), 401)));
    }

    [Theory]
    [InlineData("x-api-key", "sk-right")]
    [InlineData("Authorization", "Bearer sk-right")]
    public async Task Takes_a_right_credential_in_either_header(string header, string value)
    {
        Client.DefaultRequestHeaders.Remove("x-api-key");
        Client.DefaultRequestHeaders.Add(header, value);
        await JsonAsync(await PostAsync(Ask("Hello")));
    }

    [Fact]
    public async Task Asks_for_a_version()
    {
        UseRightKey();
        Client.DefaultRequestHeaders.Remove("anthropic-version");
        Assert.Equal(("invalid_request_error", "anthropic-version: header is required"), ErrorOf(await JsonAsync(await PostAsync(Ask("Hello")), 400)));
    }

    [Fact]
    public async Task Refuses_a_version_that_it_does_not_know()
    {
        UseRightKey();
        Client.DefaultRequestHeaders.Remove("anthropic-version");
        Client.DefaultRequestHeaders.Add("anthropic-version", "2020-01-01");
        Assert.Equal("anthropic-version: \"2020-01-01\" is not a valid version", ErrorOf(await JsonAsync(await PostAsync(Ask("Hello")), 400)).Message);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("GET", "/v1/messages")]
    [InlineData("GET", "/")]
    [InlineData("DELETE", "/v1/models/claude-sonnet-4-6")]
    public async Task Answers_unknown_paths_404(string method, string path)
    {
        UseRightKey();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        Assert.Equal("not_found_error", ErrorOf(await JsonAsync(await Client.SendAsync(request, Cancellation), 404)).Type);
        Assert.Equal(path, Assert.Single(Simulator.Received.All).Target);
    }

    [Fact]
    public async Task Refuses_a_body_above_the_limit()
    {
        UseRightKey();
        using var content = new ByteArrayContent(new byte[(1 << 20) + 1]);
        Assert.Equal("request_too_large", ErrorOf(await JsonAsync(await Client.PostAsync("/v1/messages", content, Cancellation), 413)).Type);
    }

    [Fact]
    public async Task Carries_the_headers_of_Claude()
    {
        UseRightKey();
        using var response = await PostAsync(Ask("Hello"));
        Assert.StartsWith("req_011C", Assert.Single(response.Headers.GetValues("request-id")));
        Assert.Single(response.Headers.GetValues("anthropic-organization-id"));
        Assert.Equal("19999", Assert.Single(response.Headers.GetValues("anthropic-ratelimit-requests-remaining")));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Gives_the_same_answer_to_the_same_request()
    {
        UseRightKey();
        var body = Encoding.UTF8.GetBytes(Ask("List our customers' e-mail addresses", stream: true).ToJsonString());
        var (first, firstId) = await OnceAsync();
        var (second, secondId) = await OnceAsync();
        Assert.Equal(first, second);
        Assert.Equal(firstId, secondId);

        async Task<(string Body, string Id)> OnceAsync()
        {
            using var content = new ByteArrayContent(body);
            using var response = await Client.PostAsync("/v1/messages?beta=true", content, Cancellation);
            return (await response.Content.ReadAsStringAsync(Cancellation), response.Headers.GetValues("request-id").Single());
        }
    }

    [Fact]
    public async Task Gives_the_same_answer_in_every_process_and_release()
    {
        UseRightKey();
        var answer = await JsonAsync(await PostAsync("""{"model":"claude-sonnet-4-6","max_tokens":99,"messages":[{"role":"user","content":"Hello"}]}"""));
        Assert.Equal("msg_01Da87v72p3T1epEMLqD91SJ", answer.GetProperty("id").GetString());
    }

    private void UseRightKey()
    {
        Client.DefaultRequestHeaders.Remove("x-api-key");
        Client.DefaultRequestHeaders.Add("x-api-key", "sk-right");
    }
}
