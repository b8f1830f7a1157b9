using SaaSGate.Contracts.Policies;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Reads a policy as gateways will, so that none is put in force that they could not read, or that fails its own tests.</summary>
internal static class PolicyCheck
{
    /// <summary>UTF-16 units of the longest document.</summary>
    public const int LongestDocument = 256 * 1024;

    private const int MostNotes = 200;

    /// <summary>What is wrong, with line and column; null when nothing is.</summary>
    public static FieldErrors? Errors(PolicySource source, bool tests = true)
    {
        var errors = new FieldErrors();
        foreach (var note in Notes(source).Where(note => note.Kind == "error" || (tests && note.Kind == "test")).Take(MostNotes))
            errors.Add("document", note.Line == 0 ? note.Message : $"Line {note.Line}, column {note.Column}: {note.Message}");
        return errors.Any ? errors : null;
    }

    /// <summary>Names of roles that rules of a document ask for; none where it cannot be read.</summary>
    public static IReadOnlyCollection<string> RolesOf(PolicySource source) =>
        source.Document.Length > LongestDocument ? [] : PolicySet.Compile([source]).Policy?.RuleSummaries.SelectMany(rule => rule.Hold?.Roles ?? []).ToHashSet(StringComparer.Ordinal) ?? [];

    /// <summary>All there is to say of a document, by line.</summary>
    /// <param name="source">The document.</param>
    /// <param name="unknownRoles">Those of <see cref="RolesOf"/> that are no role of the organisation.</param>
    public static PolicyReport Report(PolicySource source, IReadOnlyList<string> unknownRoles)
    {
        var notes = Notes(source);
        notes.AddRange(unknownRoles.Select(role => new PolicyNote("warning", 0, 0, $"There is no role {role}: where a rule asks for no other, nobody could decide. Correct the name, or make the role.")));
        return new(notes.TrueForAll(note => note.Kind == "warning"), [.. notes.OrderBy(note => note.Line).ThenBy(note => note.Column).Take(MostNotes)]);
    }

    /// <summary>The scope that a text names, or what is wrong with it; the organisation where there is none.</summary>
    public static PolicyScope? Scope(FieldErrors errors, string? text)
    {
        if (PolicyScope.TryParse(text ?? "", out var scope))
            return scope;
        errors.Add("scope", "organisation, label:NAME or skill:skl_… is needed here.");
        return null;
    }

    private static List<PolicyNote> Notes(PolicySource source)
    {
        if (source.Document.Length > LongestDocument)
            return [new("error", 0, 0, $"At most {LongestDocument} characters fit here.")];
        var compiled = PolicySet.Compile([source]);
        var notes = compiled.Warnings.Select(warning => Note("warning", warning)).ToList();
        notes.AddRange(compiled.Succeeded ? PolicyTests.Run(source).Failures.Select(failure => Note("test", failure)) : compiled.Errors.Select(error => Note("error", error)));
        return notes;

        static PolicyNote Note(string kind, PolicyError said) => new(kind, said.Line, said.Column, said.Message);
    }
}
