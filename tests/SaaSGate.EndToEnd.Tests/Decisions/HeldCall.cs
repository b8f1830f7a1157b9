using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.EndToEnd.Tests.Decisions;

/// <summary>A request that a rule of the demo holds, as one caller sends it, again and again if need be.</summary>
internal sealed class HeldCall(HttpClient http, Uri gateway, string key, string mark, bool stream)
{
    private readonly byte[] _body = Encoding.UTF8.GetBytes(
        $$"""{"model":"claude-sonnet-4-6","max_tokens":64,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{mark}}: export all tickets, größer 😀 [[sim: text=done]]"}]}""");

    /// <summary>By which its approvals are found: their summary begins with it.</summary>
    public string Mark => mark;

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(_body));

    /// <summary>Sends it; gives the status and what came, 0 where the gateway went or is not there.</summary>
    public async Task<(int Status, string Answer)> SendAsync(CancellationToken leaving)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/v1/messages")) { Content = new ByteArrayContent(_body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("x-api-key", key);
            request.Headers.Add("anthropic-version", "2023-06-01");
            using var answer = await http.SendAsync(request, leaving);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(leaving));
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            return (0, gone.GetType().Name);
        }
    }

    public static string MarkOf(string round, int number) => string.Create(CultureInfo.InvariantCulture, $"{round}-{number:D4}");
}
