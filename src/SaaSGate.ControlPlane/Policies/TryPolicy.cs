using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>A document to be tried on a request, or on a tool call of an answer.</summary>
/// <param name="Document">The rules, YAML.</param>
/// <param name="Input">JSON: the body of a request, or the input of a tool.</param>
/// <param name="PolicyId">The policy of which it is a version: it takes the place of the one in force. A policy beside all others when absent.</param>
/// <param name="Scope">Which skills it is for; the organisation when absent.</param>
/// <param name="SkillId">The skill that would send it; one without labels when absent.</param>
/// <param name="Tool">The tool that is called; a request is tried when absent.</param>
/// <param name="Endpoint">Where the request would go; messages when absent.</param>
/// <param name="Alone">Whether only this document is asked, and no other policy beside it.</param>
internal sealed record TryPolicy(
    string Document, string Input, string? PolicyId = null, string? Scope = null, string? SkillId = null, string? Tool = null,
    [property: AllowedValues("messages", "count_tokens", "complete", "batches", null)] string? Endpoint = null, bool Alone = false);
