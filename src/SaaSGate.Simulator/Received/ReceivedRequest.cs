using System.Text;

namespace SaaSGate.Simulator.Received;

/// <summary>One request exactly as the simulator received it.</summary>
public sealed class ReceivedRequest
{
    private volatile int _status;
    private volatile int _state;

    internal ReceivedRequest(string method, string target, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte>? body, int length,
        string sha256, string requestId, DateTimeOffset time) =>
        (Method, Target, Headers, Body, Length, Sha256, RequestId, Time) = (method, target, headers, body, length, sha256, requestId, time);

    /// <summary>Place in the order of arrival, from 1; not reset by clearing.</summary>
    public long Sequence { get; internal set; }

    /// <summary>When its last byte had been read.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>HTTP method.</summary>
    public string Method { get; }

    /// <summary>Path and query as they stood in the request line, undecoded.</summary>
    public string Target { get; }

    /// <summary>The path of <see cref="Target"/>.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>Headers in the order received; one entry for each value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The exact bytes of the body; null when they are not remembered, or no more.</summary>
    public ReadOnlyMemory<byte>? Body { get; internal set; }

    /// <summary>Length of the body in bytes, also when the body itself is gone.</summary>
    public int Length { get; }

    /// <summary>SHA-256 of the body, lower-case hexadecimal; empty when requests are only counted.</summary>
    public string Sha256 { get; }

    /// <summary>The <c>request-id</c> that the answer carries.</summary>
    public string RequestId { get; }

    /// <summary>HTTP status answered; 0 while none was.</summary>
    public int Status
    {
        get => _status;
        internal set => _status = value;
    }

    /// <summary>What became of it.</summary>
    public ReceivedState State
    {
        get => (ReceivedState)_state;
        internal set => _state = (int)value;
    }

    /// <summary>The first value of a header, by name in any case; null when absent.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }

        return null;
    }

    /// <summary>The body as UTF-8 text; throws <see cref="InvalidOperationException"/> when the body is not remembered.</summary>
    public string BodyText() =>
        Encoding.UTF8.GetString((Body ?? throw new InvalidOperationException($"The body of request {Sequence} is not remembered.")).Span);
}
