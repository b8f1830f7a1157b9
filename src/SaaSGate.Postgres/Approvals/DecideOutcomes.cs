namespace SaaSGate.Postgres.Approvals;

/// <summary>Outcomes as SQL writes them.</summary>
internal static class DecideOutcomes
{
    /// <exception cref="InvalidOperationException">The database is newer than this program.</exception>
    public static DecideOutcome Parse(string code) => code switch
    {
        "decided" => DecideOutcome.Decided,
        "voted" => DecideOutcome.Voted,
        "edited" => DecideOutcome.Edited,
        "not_found" => DecideOutcome.NotFound,
        "already_decided" => DecideOutcome.AlreadyDecided,
        "already_voted" => DecideOutcome.AlreadyVoted,
        "view_changed" => DecideOutcome.ViewChanged,
        "own_request" => DecideOutcome.OwnRequest,
        "own_policy" => DecideOutcome.OwnPolicy,
        "own_edit" => DecideOutcome.OwnEdit,
        "not_asked" => DecideOutcome.NotAsked,
        "step_up_needed" => DecideOutcome.StepUpNeeded,
        "edit_pending" => DecideOutcome.EditPending,
        "not_editable" => DecideOutcome.NotEditable,
        "forbidden" => DecideOutcome.Forbidden,
        _ => throw new InvalidOperationException($"The database answers {code}, which this program does not know."),
    };
}
