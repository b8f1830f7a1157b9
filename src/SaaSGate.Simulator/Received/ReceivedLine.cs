using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Received;

/// <summary>A request as one line of JSON, of the log file and of <c>GET /_simulator/received</c>. Says which credential came, never its value.</summary>
internal static class ReceivedLine
{
    public static ReadOnlyMemory<byte> Write(ReceivedRequest request, bool outcome)
    {
        var json = new WireWriter();
        json.Raw("{\"sequence\":"u8).Number(request.Sequence)
            .Raw(",\"time\":"u8).Text(request.Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", null))
            .Raw(",\"method\":"u8).Text(request.Method)
            .Raw(",\"target\":"u8).Text(request.Target)
            .Raw(",\"length\":"u8).Number(request.Length)
            .Raw(",\"sha256\":"u8).Text(request.Sha256)
            .Raw(",\"requestId\":"u8).Text(request.RequestId)
            .Raw(",\"credential\":"u8).TextOrNull(Credential(request))
            .Raw(",\"headers\":{"u8);
        var first = true;
        foreach (var (name, value) in request.Headers)
        {
            if (!name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase))
                continue;
            json.Raw(first ? ""u8 : ","u8).Text(name.ToLowerInvariant()).Raw(":"u8).Text(value);
            first = false;
        }

        json.Raw("}"u8);
        if (outcome)
            json.Raw(",\"status\":"u8).Number(request.Status).Raw(",\"state\":"u8).Text(request.State.ToString().ToLowerInvariant());
        return json.Raw("}\n"u8).Written;
    }

    private static string? Credential(ReceivedRequest request) =>
        request.Header("x-api-key") is not null ? "x-api-key" : request.Header("authorization") is not null ? "authorization" : null;
}
