using System.Buffers;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Streaming;

namespace SaaSGate.Inspection;

/// <summary>
/// Masks one event stream as it passes. Not safe for use by several threads at once.
/// <para>
/// Events keep their order and, where no value lies in them, their bytes. Half an event never passes: what is said after a stop begins a line of its own.
/// An event waits only while a value could still lie
/// in its text; the end of its block decides at the latest. Where a value began something else stands, and events that it covers
/// whole are left out. The text that a skill assembles is the same however the stream was cut.
/// </para>
/// <para>
/// Thinking is always sealed, whatever policy asks for: Claude takes it back only as it was signed, and so it goes back to
/// Claude when the tokens are restored. Signatures and redacted thinking are never touched.
/// </para>
/// </summary>
public sealed class SseMasker
{
    /// <summary>Bytes that Claude writes around the text of a delta.</summary>
    private static readonly int AroundText = """
        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}


        """.Length;

    private readonly SseFramer _framer = new();
    private readonly TwinOutput _output = new();
    private readonly IStreamReader _reader;
    private bool _failed;

    internal SseMasker(MaskPlan plan, Labeller labeller)
    {
        _reader = plan.IsEmpty ? new PassingStream(labeller) : new MaskingStream(plan, labeller);
    }

    /// <summary>What detectors saw so far, of the types that rules name.</summary>
    public IReadOnlyList<Finding> Findings => _reader.Findings;

    /// <summary>Tokens that Claude counted so far.</summary>
    public UsageSummary Usage => _reader.Facts.Usage;

    /// <summary>About how many bytes of text, thinking and tool input came so far.</summary>
    public long TextBytes { get; private set; }

    /// <summary>Why Claude stopped, once it has said so.</summary>
    public string? StopReason => _reader.Facts.StopReason;

    /// <summary><c>error.type</c> of an <c>error</c> event, once one came.</summary>
    public string? ErrorType => _reader.Facts.ErrorType;

    /// <summary>
    /// True once the event that ends the stream (<c>message_stop</c> or <c>error</c>) was read. It is then among what was
    /// written, and nothing is held back before it.
    /// </summary>
    public bool SawFinalEvent => _reader.SawFinalEvent;

    /// <summary>Whether the record differs from what the last call wrote.</summary>
    public bool RecordsApart => _output.IsApart;

    /// <summary>Takes what Claude sent and writes what may pass on. Events may be cut anywhere.</summary>
    /// <param name="chunk">Bytes as they came.</param>
    /// <param name="output">What the skill gets.</param>
    /// <exception cref="InspectionException">The stream cannot be inspected: nothing more may pass, now or later.</exception>
    public void Write(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        RefuseAfterFailure();
        _output.Begin(output);
        _failed = true;
        while (_framer.TryRead(ref chunk, out var @event))
        {
            if (@event.StartsWith("event: content_block_delta\n"u8))
                TextBytes += Math.Max(0, @event.Length - AroundText);
            _reader.Read(@event, _output);
        }
        _reader.Flush(_output);
        _failed = false;
    }

    /// <summary>Tells that Claude's stream ended; writes all that is still held back.</summary>
    /// <param name="output">What the skill gets.</param>
    /// <exception cref="InspectionException">
    /// The stream ended within an event that cannot be inspected. What was held back before it was written and may pass.
    /// </exception>
    public void Complete(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        RefuseAfterFailure();
        _output.Begin(output);
        _failed = true;
        var rest = _framer.TakeRest();
        try
        {
            if (!rest.IsEmpty)
                _reader.Read(rest, _output);
        }
        finally
        {
            _reader.Complete(_output);
        }
        _failed = false;
    }

    /// <summary>Writes what the record holds of what the last call wrote: labels where the skill gets a token or anything else.</summary>
    /// <param name="written">The very bytes that the call wrote.</param>
    /// <param name="record">Where to.</param>
    public void WriteRecord(ReadOnlySpan<byte> written, IBufferWriter<byte> record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (written.Length != _output.Length)
            throw new ArgumentException("This is not what the last call wrote.", nameof(written));
        _output.WriteRecord(written, record);
    }

    private void RefuseAfterFailure()
    {
        if (_failed)
            throw new InspectionException("This stream could not be inspected and was stopped.");
    }
}
