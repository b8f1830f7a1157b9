namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>An exception of a rule in a table.</summary>
/// <param name="Rule">Place of the rule.</param>
/// <param name="Exception">What it says.</param>
internal sealed record ExceptionEntry(int Rule, RuleException Exception)
{
    /// <summary>Whether it runs for a skill at a moment. What is not known does not open it.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="skillId">Id of the skill.</param>
    public bool Runs(RequestFacts facts, string skillId)
    {
        if (facts.UtcNow is not { } now || now >= Exception.Until)
            return false;
        if (Exception.Skills.Count > 0 && !Glob.IsAny(Exception.Skills, skillId) && !(facts.SkillName is { } name && Glob.IsAny(Exception.Skills, name)))
            return false;
        return Exception.Labels.Count == 0 || (facts.SkillLabels is { } labels && labels.Any(label => Glob.IsAny(Exception.Labels, label)));
    }
}
