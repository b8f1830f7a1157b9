using System.Buffers;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>How much an address looks as if it carried data: each sign adds to the score.</summary>
internal static class UrlEvidence
{
    private const int ShortestBlob = 20, ShortestText = 32, LongQuery = 120;

    private static readonly SearchValues<char> HostEnds = SearchValues.Create("/?#"), ValueEnds = SearchValues.Create("&;#"), Numeric = SearchValues.Create("0123456789.:");

    /// <summary>Names of values that are long for another reason: signatures, campaigns, versions.</summary>
    private static readonly string[] Ordinary =
    [
        "utm_", "x-amz-", "x-goog-", "x-ms-", "sig", "hmac", "hash", "fbclid", "gclid", "msclkid", "igsh", "policy", "key-pair-id", "awsaccesskeyid", "googleaccessid", "se", "sp", "sv", "sr", "v", "ver",
        "etag", "state", "nonce", "code_challenge", "integrity", "ref", "redirect", "return", "next", "url", "continue", "cursor", "page",
    ];

    /// <summary>Names that say what the value is for.</summary>
    private static readonly string[] Telling =
    [
        "data", "exfil", "leak", "payload", "secret", "password", "passwd", "pwd", "token", "apikey", "api_key", "ssn", "email", "conversation", "history", "prompt", "context", "chat", "memory", "dump", "stolen",
        "cookie", "cookies", "msg", "message", "content", "info", "user", "name", "summary", "text", "body", "log", "d", "c", "p", "q", "x", "b64", "env",
    ];

    /// <summary>Hosts that show whoever asks for it what was sent to them.</summary>
    private static readonly string[] Catchers =
    [
        "webhook.site", "requestbin", "pipedream.net", "ngrok", "burpcollaborator", "oastify.com", "oast.", "interact.sh", "beeceptor.com", "hookbin.com", "requestcatcher.com", "canarytokens", "dnslog", "trycloudflare.com",
        "serveo.net", "localtunnel.me", "loca.lt", "postb.in", "ptsv",
    ];

    /// <summary>Judges an address behind its <c>://</c>.</summary>
    /// <param name="url">The address, cut at the look-ahead.</param>
    /// <param name="isImage">Whether it is fetched without anybody asking.</param>
    public static double Score(ReadOnlySpan<char> url, bool isImage)
    {
        var hostEnd = url.IndexOfAny(HostEnds);
        var host = hostEnd < 0 ? url : url[..hostEnd];
        var rest = hostEnd < 0 ? default : url[hostEnd..];
        var query = rest.IndexOf('?') is >= 0 and var mark ? rest[(mark + 1)..] : rest.IndexOf('#') is >= 0 and var hash ? rest[(hash + 1)..] : default;
        var path = rest[..(rest.Length - query.Length)];
        var evidence = Math.Max(OfQuery(query, out var hasData), Math.Max(OfPath(path), OfHost(host)));
        if (evidence == 0 && !hasData)
            return 0;
        if (isImage)
            evidence += 0.2;
        if (IsCatcher(host) || IsNumeric(host))
            evidence += 0.3;
        return Math.Min(1, evidence);
    }

    private static double OfQuery(ReadOnlySpan<char> query, out bool hasData)
    {
        var (most, count, length) = (0.0, 0, 0);
        while (!query.IsEmpty)
        {
            var end = query.IndexOfAny(ValueEnds);
            var pair = end < 0 ? query : query[..end];
            query = end < 0 ? default : query[(end + 1)..];
            var sign = pair.IndexOf('=');
            var name = sign < 0 ? default : pair[..sign];
            var value = pair[(sign + 1)..];
            if (value.Length < 4 || IsOrdinary(name))
                continue;
            count++;
            length += value.Length;
            var evidence = OfValue(value);
            if (evidence > 0 && IsTelling(name))
                evidence += 0.15;
            most = Math.Max(most, evidence);
        }
        hasData = count > 0;
        if (length >= LongQuery)
            most = Math.Max(most, 0.4) + 0.1;
        return count > 2 && most > 0 ? most + 0.05 : most;
    }

    private static double OfValue(ReadOnlySpan<char> value)
    {
        if (value.Contains('@') || value.Contains("%40", StringComparison.OrdinalIgnoreCase))
            return 0.5;
        var shape = ValueShape.Of(value);
        if (shape.LongestDigits >= 9 && value.Length < 24)
            return 0.3;
        if (value.Length >= ShortestBlob && shape.IsRandom)
            return value.Length >= 2 * ShortestBlob ? 0.6 : 0.45;
        if (value.Length >= ShortestText && shape.Blanks >= 3)
            return value.Length >= 2 * ShortestText ? 0.55 : 0.4;
        return value.Length >= 2 * ShortestText ? 0.4 : 0;
    }

    private static double OfPath(ReadOnlySpan<char> path)
    {
        foreach (var part in path.Split('/'))
        {
            var step = path[part];
            if (step.Length < ShortestBlob * 2 || step.Contains('.'))
                continue;
            var shape = ValueShape.Of(step);
            if (shape.IsRandom && !shape.IsHex && shape.Dashes < 3)
                return 0.4;
        }
        return 0;
    }

    /// <summary>A label that is long and random is data on its way through the name service.</summary>
    private static double OfHost(ReadOnlySpan<char> host)
    {
        foreach (var part in host.Split('.'))
            if (host[part] is { Length: >= ShortestBlob } label && ValueShape.Of(label) is { IsRandom: true, Dashes: < 3 })
                return label.Length >= 30 ? 0.5 : 0.3;
        return 0;
    }

    private static bool IsNumeric(ReadOnlySpan<char> host) => host.Length >= 7 && !host.ContainsAnyExcept(Numeric);

    private static bool IsCatcher(ReadOnlySpan<char> host)
    {
        foreach (var catcher in Catchers)
            if (host.Contains(catcher, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool IsOrdinary(ReadOnlySpan<char> name)
    {
        foreach (var ordinary in Ordinary)
            if (ordinary.Length > 2 ? name.StartsWith(ordinary, StringComparison.OrdinalIgnoreCase) : name.Equals(ordinary, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool IsTelling(ReadOnlySpan<char> name)
    {
        foreach (var telling in Telling)
            if (name.Equals(telling, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
