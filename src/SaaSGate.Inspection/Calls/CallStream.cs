using System.Buffers;
using System.Text;
using System.Text.Json;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Streaming;

namespace SaaSGate.Inspection.Calls;

/// <summary>
/// Takes the tool calls out of an event stream that is masked already: each becomes one part, from the event that begins its
/// block to the one that ends it, so that it can be kept back whole. Order and bytes stay. Not safe for use by several threads at once.
/// </summary>
public sealed class CallStream
{
    private readonly SseFramer _framer = new(), _recordFramer = new();
    private readonly Queue<StreamPart> _ready = new();

    // Indexes of calls that have ended, and of other blocks that came in pieces of JSON.
    private readonly HashSet<int> _ended = [], _others = [];
    private Twin _between = new();
    private OpenCall? _open;
    private bool _failed;

    /// <summary>Takes what the masker wrote. Events may be cut anywhere.</summary>
    /// <param name="bytes">What the skill is to get.</param>
    /// <param name="record">What the record holds of it.</param>
    /// <exception cref="InspectionException">A call cannot be read in one way: nothing more may pass, now or later.</exception>
    public void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> record)
    {
        RefuseAfterFailure();
        _failed = true;
        while (_framer.TryRead(ref bytes, out var @event))
        {
            if (!_recordFramer.TryRead(ref record, out var recorded))
                throw new InspectionException("The record has fewer events than the answer.");
            Read(@event, recorded);
        }
        if (_recordFramer.TryRead(ref record, out _))
            throw new InspectionException("The record has more events than the answer.");
        EndBetween();
        _failed = false;
    }

    /// <summary>Tells that the stream ended. A call that did not is a part all the same.</summary>
    /// <exception cref="InspectionException">As of <see cref="Write"/>.</exception>
    public void Complete()
    {
        RefuseAfterFailure();
        _failed = true;
        if (_framer.TakeRest() is { IsEmpty: false } rest)
            Read(rest, _recordFramer.TakeRest());
        EndCall();
        EndBetween();
        _failed = false;
    }

    /// <summary>Takes the next part, in order. False when what is there is not whole yet.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StreamPart? part) => _ready.TryDequeue(out part);

    private void Read(ReadOnlySpan<byte> @event, ReadOnlySpan<byte> recorded)
    {
        var read = EventOf(@event, out var data);
        switch (read.Kind)
        {
            case EventKind.BlockStart:
                if (_open is not null || _ended.Contains(read.Index))
                    throw new InspectionException("A block begins where a call stands.");
                if (TryBegin(data, read.Index, recorded, @event))
                    return;
                break;
            case EventKind.BlockDelta when _open is { } open && open.Index == read.Index:
                if (read.Part == PartKind.Json)
                    open.Append(data.Slice(read.ValueStart, read.ValueLength), recorded);
                break;
            case EventKind.BlockDelta when read.Part == PartKind.Json:
                if (_ended.Contains(read.Index))
                    throw new InspectionException("A piece of a call comes after its end.");
                _others.Add(read.Index);
                break;
            case EventKind.BlockStop when _open is { } open && open.Index == read.Index:
                open.Bytes.Write(@event, recorded);
                EndCall();
                return;
            case EventKind.MessageStart or EventKind.MessageDelta or EventKind.MessageStop or EventKind.Error:
                EndCall();
                break;
            default:
                break;
        }
        (_open?.Bytes ?? _between).Write(@event, recorded);
    }

    private bool TryBegin(ReadOnlySpan<byte> data, int index, ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> @event)
    {
        if (CallReader.BlockOf(data) is not { } block)
            return false;
        if (_others.Contains(index))
            throw new InspectionException("A piece of a call came before it began.");
        EventOf(recorded, out var recordData);
        EndBetween();
        _open = new OpenCall(index, block, CallReader.BlockOf(recordData) ?? throw new InspectionException("The record of a call is none."));
        _open.Bytes.Write(@event, recorded);
        return true;
    }

    private void EndCall()
    {
        if (_open is not { } open)
            return;
        _open = null;
        _ended.Add(open.Index);
        _ready.Enqueue(open.Bytes.ToPart(open.ToCall()));
    }

    private void EndBetween()
    {
        if (_between.IsEmpty)
            return;
        _ready.Enqueue(_between.ToPart(call: null));
        _between = new();
    }

    /// <summary>Reads an event as a skill does. What is no JSON is no call.</summary>
    private static StreamEvent EventOf(ReadOnlySpan<byte> @event, out ReadOnlySpan<byte> data)
    {
        var fields = SseFields.Parse(@event);
        if (fields.DataLines > 1)
        {
            @event = SseFields.Join(@event);
            fields = SseFields.Parse(@event);
        }
        data = @event.Slice(fields.DataStart, fields.DataLength);
        if (fields.DataLines == 0)
            return default;
        try
        {
            return StreamEvent.Read(data);
        }
        catch (JsonException)
        {
            if (fields.Name(@event).StartsWith("content_block_"u8))
                throw new InspectionException("The data of an event is not JSON.");
            return default;
        }
    }

    private void RefuseAfterFailure()
    {
        if (_failed)
            throw new InspectionException("This stream could not be inspected and was stopped.");
    }

    private sealed class OpenCall(int index, CallReader.Block block, CallReader.Block recordBlock)
    {
        private readonly StringBuilder _input = new(), _recordInput = new();

        public int Index => index;

        public Twin Bytes { get; } = new();

        public void Append(ReadOnlySpan<byte> piece, ReadOnlySpan<byte> recorded)
        {
            Append(_input, piece);
            if (EventOf(recorded, out var data) is { Part: PartKind.Json } read)
                Append(_recordInput, data.Slice(read.ValueStart, read.ValueLength));
        }

        public ToolCall ToCall() => new(index, block.Name, Of(_input, block), recordBlock.Name, Of(_recordInput, recordBlock));

        /// <summary>What the block began with is a placeholder where pieces follow.</summary>
        private static ReadOnlyMemory<byte> Of(StringBuilder pieces, CallReader.Block block) => pieces.Length > 0 ? Encoding.UTF8.GetBytes(pieces.ToString()) : block.Input;

        private static void Append(StringBuilder input, ReadOnlySpan<byte> piece)
        {
            var text = ArrayPool<char>.Shared.Rent(Math.Max(1, piece.Length));
            input.Append(text, 0, JsonText.Decode(piece, text));
            ArrayPool<char>.Shared.Return(text, clearArray: true);
        }
    }

    /// <summary>Events for the skill, and for the record where these differ.</summary>
    private sealed class Twin
    {
        /// <summary>Bytes that one call may take: above Claude's longest answers.</summary>
        private const int MostBytes = 64 * 1024 * 1024;

        private readonly ArrayBufferWriter<byte> _bytes = new();
        private ArrayBufferWriter<byte>? _record;

        public bool IsEmpty => _bytes.WrittenCount == 0;

        public void Write(ReadOnlySpan<byte> @event, ReadOnlySpan<byte> recorded)
        {
            if (_bytes.WrittenCount + @event.Length > MostBytes)
                throw new InspectionException($"A tool call is longer than {MostBytes} bytes.");
            if (_record is null && !@event.SequenceEqual(recorded))
            {
                _record = new();
                _record.Write(_bytes.WrittenSpan);
            }
            _bytes.Write(@event);
            _record?.Write(recorded);
        }

        public StreamPart ToPart(ToolCall? call) => new(call, _bytes.WrittenMemory, (_record ?? _bytes).WrittenMemory);
    }
}
