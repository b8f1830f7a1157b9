using System.Collections.Frozen;
using System.Runtime.InteropServices;
using SaaSGate.Inspection.Caching;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>
/// Judges the texts of one request one by one, as far as rules ask: instructions of users and inside what nobody vouches for,
/// requests for secrets, destinations in the inputs of tools. What was judged before is known again, so a long conversation
/// costs about what its new text costs.
/// </summary>
/// <param name="types">Types that rules ask for.</param>
/// <param name="learnsDestinations">Whether destinations are wanted, though no rule asks.</param>
/// <param name="seen">What was judged before.</param>
internal readonly struct RequestThreats(FrozenSet<string> types, bool learnsDestinations, SeenTexts? seen = null)
{
    /// <summary>Score below which nothing is told.</summary>
    private const double Least = 0.25;

    /// <summary>Threats of one text that are told: the first ones.</summary>
    private const int Most = 20;

    private readonly bool _instructions = types.Contains(FindingTypes.Injection), _secrets = types.Contains(FindingTypes.SecretRequest), _destinations = learnsDestinations || types.Contains(FindingTypes.Destination);

    /// <summary>Whether any text must be shown.</summary>
    public bool IsAsked => _instructions || _secrets || _destinations;

    /// <summary>Whether a text from there must be shown.</summary>
    public bool Asks(TextOrigin origin) => origin switch
    {
        TextOrigin.ToolInput => _destinations,
        TextOrigin.User or TextOrigin.Foreign => _instructions || _secrets,
        _ => false,
    };

    /// <summary>Whether a text is known to hold none.</summary>
    /// <param name="text">What it is remembered by.</param>
    /// <param name="origin">Where it is from.</param>
    public bool AreNone(UInt128? text, TextOrigin origin) =>
        text is { } name && seen is not null && origin != TextOrigin.ToolInput && seen.TryGet(seen.KeyOf(SeenTexts.Purpose.Threats, (byte)origin, name), out Threat[]? known) && known.Length == 0;

    /// <summary>Judges a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="origin">Where it is from.</param>
    /// <param name="name">Name of the member that it is the value of.</param>
    /// <param name="key">What it is remembered by; null where that is its own content.</param>
    public IReadOnlyList<Threat> Find(ReadOnlySpan<char> text, TextOrigin origin, ReadOnlySpan<char> name, UInt128? key) => origin switch
    {
        _ when !Asks(origin) => [],
        TextOrigin.ToolInput => Destinations.Find(text, name),
        _ => Judged(text, origin, key),
    };

    private Threat[] Judged(ReadOnlySpan<char> text, TextOrigin origin, UInt128? textKey)
    {
        if (text.Length < Segments.Shortest / 2)
            return [];
        UInt128? key = seen is null ? null
            : textKey is { } alike ? seen.KeyOf(SeenTexts.Purpose.Threats, (byte)origin, alike)
            : seen.KeyOf(SeenTexts.Purpose.Threats, [(byte)origin], MemoryMarshal.AsBytes(text));
        if (key is { } name && seen!.TryGet(name, out Threat[]? known))
            return known;
        var threats = new List<Threat>();
        if (_instructions)
            AddInstructions(text, origin, threats);
        if (_secrets)
            AddSecretRequests(text, threats);
        Threat[] judged = [.. threats];
        if (key is { } judgedName)
            seen!.Add(judgedName, judged);
        return judged;
    }

    private static void AddInstructions(ReadOnlySpan<char> text, TextOrigin origin, List<Threat> threats)
    {
        var classifier = AttackClassifier.Rent();
        if (origin == TextOrigin.User)
            for (var from = 0; from < text.Length; from += AttackFeatures.MaxUnits)
            {
                var part = text.Slice(from, Math.Min(AttackFeatures.MaxUnits, text.Length - from));
                if (classifier.ScorePrompt(part) is >= Least and var score && threats.Count < Most)
                    threats.Add(new Threat(FindingTypes.Injection, "attack-prompt", from, from + part.Length, score));
            }
        else
            foreach (var (start, end) in new Segments(text))
                if (threats.Count < Most && classifier.ScoreSegment(text[start..end]) is >= Least and var score)
                    threats.Add(new Threat(FindingTypes.Injection, "embedded-instruction", start, end, score));
        classifier.Return();
    }

    private static void AddSecretRequests(ReadOnlySpan<char> text, List<Threat> threats)
    {
        foreach (var (start, end) in new Segments(text))
            if (threats.Count < 2 * Most && SecretRequests.Score(text[start..end]) is >= Least and var score)
                threats.Add(new Threat(FindingTypes.SecretRequest, "secret-request", start, end, score));
    }
}
