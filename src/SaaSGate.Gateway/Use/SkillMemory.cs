using System.Collections.Concurrent;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Use;

/// <summary>
/// What one skill has used, as far as this gateway knows: what the control plane told, and what was forwarded here since. Tools that were
/// offered and tools that were called are told apart: a tool is offered a hundred times before Claude first calls it.
/// </summary>
internal sealed class SkillMemory : ISeenThings
{
    private const string Tool = "tool", Call = "call", Destination = "destination", Model = "model";

    /// <summary>Most things of a kind. What comes after is new each time.</summary>
    private const int Most = 5000;

    private readonly ConcurrentDictionary<string, byte> _tools = New(), _calls = New(), _destinations = New(), _models = New();

    public SkillMemory() => Calls = new OfCalls(this);

    /// <summary>The same for tool calls of answers: a tool is known there once it was called.</summary>
    public ISeenThings Calls { get; }

    /// <inheritdoc/>
    public bool Contains(SeenKind kind, ReadOnlySpan<char> value) => Of(kind).GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(value);

    /// <summary>Takes over what was used elsewhere, or before.</summary>
    public void Learn(IEnumerable<SeenThing> things)
    {
        foreach (var thing in things)
            Add(Of(thing.Kind), thing.Value);
    }

    /// <summary>Notes what is used now, and adds to the record what was not known.</summary>
    /// <param name="things">What a request or a call uses.</param>
    /// <param name="call">Whether it is a call's.</param>
    /// <param name="record">The record's list.</param>
    public void Use(IReadOnlyList<UsedThing> things, bool call, ICollection<SeenThing> record)
    {
        foreach (var thing in things)
        {
            var kind = thing.Kind switch
            {
                SeenKind.Tool => call ? Call : Tool,
                SeenKind.Destination => Destination,
                _ => Model,
            };
            if (thing.Value.Length is > 0 and <= RecordedThing.LongestValue && record.Count < RecordedThing.Most && Add(Of(kind), thing.Value))
                record.Add(new SeenThing { Kind = kind, Value = thing.Value });
        }
    }

    private static bool Add(ConcurrentDictionary<string, byte> known, string value) => known.Count < Most && known.TryAdd(value, 0);

    private static ConcurrentDictionary<string, byte> New() => new(concurrencyLevel: 1, capacity: 8, StringComparer.OrdinalIgnoreCase);

    private ConcurrentDictionary<string, byte> Of(SeenKind kind) => kind switch
    {
        SeenKind.Tool => _tools,
        SeenKind.Destination => _destinations,
        _ => _models,
    };

    private ConcurrentDictionary<string, byte> Of(string kind) => kind switch
    {
        Tool => _tools,
        Call => _calls,
        Destination => _destinations,
        _ => _models,
    };

    private sealed class OfCalls(SkillMemory memory) : ISeenThings
    {
        public bool Contains(SeenKind kind, ReadOnlySpan<char> value) =>
            kind == SeenKind.Tool ? memory._calls.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(value) : memory.Contains(kind, value);
    }
}
