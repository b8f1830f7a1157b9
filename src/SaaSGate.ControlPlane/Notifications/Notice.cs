namespace SaaSGate.ControlPlane.Notifications;

/// <summary>What is told, before any medium writes it. Every text of it is fit to leave, and markup of no medium.</summary>
/// <param name="Id">The message's id, the same each time that it is sent.</param>
/// <param name="Event">waiting, voted, escalated, decided, ended, locked, lifted, incident, confirm, billing or test.</param>
/// <param name="At">When it happened.</param>
/// <param name="OrganisationId">Whose.</param>
/// <param name="OrganisationName">Its name.</param>
/// <param name="Subject">Id of what it is about.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Title">Who and what in some words.</param>
/// <param name="Facts">Names and values, in the order to show.</param>
/// <param name="Summary">One masked line of the prompt; null where nothing of it may leave, or there is none.</param>
/// <param name="Link">Where the portal shows it.</param>
/// <param name="Approval">Of a held request.</param>
/// <param name="Ended">Whether what it is about needs nobody any more.</param>
internal sealed record Notice(
    string Id, string Event, DateTimeOffset At, string OrganisationId, string OrganisationName, string Subject, string Severity, string Title,
    IReadOnlyList<NoticeFact> Facts, string? Summary, Uri Link, NoticeApproval? Approval, bool Ended);
