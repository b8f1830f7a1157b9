using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Collects what is wrong with a request, field by field, so that a person sees all of it at once.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = [];

    public bool Any => _errors.Count > 0;

    public static ProblemResult One(string field, string message) => new FieldErrors().Add(field, message).ToProblem();

    public FieldErrors Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
            _errors[field] = messages = [];
        messages.Add(message);
        return this;
    }

    /// <summary>Trims a text and demands a length between one and <paramref name="longest"/> characters.</summary>
    public string Text(string field, string? value, int longest)
    {
        var text = value?.Trim() ?? "";
        if (text.Length == 0)
            Add(field, "A text is needed here.");
        else if (text.Length > longest)
            Add(field, $"At most {longest} characters fit here.");
        else if (text.Any(char.IsControl))
            Add(field, "Control characters cannot stand here.");
        return text;
    }

    public ProblemResult ToProblem() => new(PortalProblems.Invalidated, errors: _errors.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray()));
}
