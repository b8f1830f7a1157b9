using Xunit;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>Plays scenarios with one of the official SDKs.</summary>
internal static class SdkRun
{
    public static Task<IReadOnlyDictionary<string, string>> PlayAsync(string sdk, Uri baseUrl, string apiKey, params IReadOnlyList<Scenario> scenarios)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return sdk == "node" ? NodeSdk.PlayAsync(baseUrl, apiKey, scenarios, cancellation) : DotnetSdk.PlayAsync(baseUrl, apiKey, scenarios, cancellation);
    }
}
