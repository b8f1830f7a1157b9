using System.Buffers;

namespace SaaSGate.Inspection;

/// <summary>Masks one event stream as it passes. Not safe for use by several threads at once.</summary>
public sealed class SseMasker
{
    /// <summary>What detectors saw so far, of the types that rules name.</summary>
    public IReadOnlyList<Finding> Findings { get; } = [];

    /// <summary>Tokens that Claude counted so far.</summary>
    public UsageSummary Usage { get; }

    /// <summary>Why Claude stopped, once it has said so.</summary>
    public string? StopReason { get; }

    /// <summary><c>error.type</c> of an <c>error</c> event, once one came.</summary>
    public string? ErrorType { get; }

    /// <summary>True once the event that ends the stream (<c>message_stop</c> or <c>error</c>) was read.</summary>
    public bool SawFinalEvent { get; private set; }

    /// <summary>Takes what Claude sent and writes what may pass on. Events may be cut anywhere.</summary>
    /// <exception cref="InspectionException">The stream cannot be inspected: nothing more may pass.</exception>
    public void Write(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(chunk);
        SawFinalEvent |= chunk.IndexOf("message_stop"u8) >= 0;
    }

    /// <summary>Tells that Claude's stream ended; writes all that is still held back.</summary>
    /// <exception cref="InspectionException">The stream cannot be inspected: nothing more may pass.</exception>
    public void Complete(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        SawFinalEvent = true;
    }
}
