namespace SaaSGate.Contracts.Problems;

/// <summary>Refusals of the management API, given as problem+json.</summary>
public static class PortalProblems
{
    private const string Invalid = "invalid_request_error", Permission = "permission_error", NotFoundType = "not_found_error", Billing = "billing_error";

    /// <summary>No sign-in and no API token.</summary>
    public static readonly Problem SignInNeeded = new("sign_in_needed", 401, "authentication_error", "Sign in, or send an API token as Authorization: Bearer sgt_….");

    /// <summary>Wrong e-mail address or password, or an account that is locked: nothing tells which.</summary>
    public static readonly Problem SignInFailed = new("sign_in_failed", 401, "authentication_error", "E-mail address or password is wrong. After five wrong tries an account is locked for fifteen minutes.");

    /// <summary>Too many tries from one address, or from all at once.</summary>
    public static readonly Problem TooManySignIns = new("too_many_sign_ins", 429, "rate_limit_error", "Too many sign-ins are tried. Wait as long as Retry-After says.", Retry: true);

    /// <summary>The password is right, and the account asks for a code besides.</summary>
    public static readonly Problem CodeNeeded = new("code_needed", 401, "authentication_error", "Enter the code of your authenticator app too, or one of your recovery codes.");

    /// <summary>A passkey that is not known here, or an answer that does not hold.</summary>
    public static readonly Problem PasskeyRefused = new("passkey_refused", 401, "authentication_error", "This passkey does not open an account here. Try again, or sign in with your password.");

    /// <summary>Signed in, but without the role or scope.</summary>
    public static readonly Problem Forbidden = new("forbidden", 403, Permission, "Your role does not allow this. Ask an administrator of the organisation.");

    /// <summary>Not there, or of another organisation: the two look the same.</summary>
    public static readonly Problem NotFound = new("not_found", 404, NotFoundType, "There is no such thing in this organisation. Check the id.");

    /// <summary>A field is missing or wrong; <c>errors</c> names each.</summary>
    public static readonly Problem Invalidated = new("invalid", 400, Invalid, "Some fields need another value. See errors.");

    /// <summary>Missing or wrong antiforgery token.</summary>
    public static readonly Problem AntiforgeryFailed = new("antiforgery_failed", 400, Invalid, "The page is too old to send this. Reload it and try again.");

    /// <summary>Another decision came first, or the hold ended.</summary>
    public static readonly Problem AlreadyDecided = new("already_decided", 409, Invalid, "This request was decided or has ended already. Look at its present state.");

    /// <summary>The reviewer's view is not the one stored.</summary>
    public static readonly Problem ViewChanged = new("view_changed", 409, Invalid, "What you saw is not what would be sent. Reload and look again.");

    /// <summary>The reviewer owns the skill.</summary>
    public static readonly Problem OwnRequest = new("own_request", 403, Permission, "The owner of a skill cannot decide its requests. Ask another reviewer.");

    /// <summary>This person has voted.</summary>
    public static readonly Problem AlreadyVoted = new("already_voted", 409, Invalid, "You have voted on this request already, with this or another sign-in or token. It waits for another person.");

    /// <summary>The reviewer wrote the policy.</summary>
    public static readonly Problem OwnPolicy = new("own_policy", 403, Permission, "Who wrote the policy does not decide alone about what it holds. Ask another reviewer.");

    /// <summary>The reviewer changed the request.</summary>
    public static readonly Problem OwnEdit = new("own_edit", 403, Permission, "Who changed a request does not approve alone what came of it. Ask another reviewer.");

    /// <summary>The rule asks other people.</summary>
    public static readonly Problem NotAsked = new("not_asked", 403, Permission, "The rule asks other reviewers about this request. Look at who they are on its page.");

    /// <summary>A fresh sign-in is asked for.</summary>
    public static readonly Problem StepUpNeeded = new("step_up_needed", 403, Permission, "This needs a sign-in of the last five minutes. Enter your password again, in the portal.");

    /// <summary>A reviewer has asked for changes.</summary>
    public static readonly Problem EditPending = new("edit_pending", 409, Invalid, "A reviewer has asked for changes to this request. What comes of them waits for a decision of its own.");

    /// <summary>A tool call of an answer, or a text that the view does not show.</summary>
    public static readonly Problem NotEditable = new("not_editable", 409, Invalid, "This cannot be changed, only approved or denied.");

    /// <summary>Nobody said yes by hand, or the rule asks for more than one person.</summary>
    public static readonly Problem LikesRefused = new("likes_refused", 409, Invalid, "Likes can be approved only with a request that you approved yourself, where its rule asks for one person and no fresh sign-in.");

    /// <summary>Somebody has reviewed it, or who broke the glass would.</summary>
    public static readonly Problem ReviewRefused = new("review_refused", 409, Invalid, "Another person than who broke the glass reviews it, once. Look at its present state.");

    /// <summary>An invitation that was answered or withdrawn, has run out, or is one's own.</summary>
    public static readonly Problem InvitationEnded = new("invitation_ended", 409, Invalid, "This invitation does not wait for your answer. Look at its present state, or make another.");

    /// <summary>A name is taken.</summary>
    public static readonly Problem NameTaken = new("name_taken", 409, Invalid, "This name is taken in the organisation. Choose another.");

    /// <summary>As many skills in the organisation, or keys of the skill, as gateways can hold.</summary>
    public static readonly Problem TooMany = new("too_many", 409, Invalid, "There are as many of these as fit. Revoke those that nobody uses, or let them expire, then add this one.");

    /// <summary>Who asks is not the owner of the skill, or it cannot be confirmed as it is.</summary>
    public static readonly Problem OwnerNeeded = new("owner_needed", 409, Invalid, "The owner of a skill confirms it, while it is active, or suspended for want of that or because another owner left. Ask them, or make somebody else the owner.");

    /// <summary>Only with the demo.</summary>
    public static readonly Problem DemoOnly = new("demo_only", 404, NotFoundType, "The incident can be played only in the demo.");

    /// <summary>No such method on this path.</summary>
    public static readonly Problem MethodNotAllowed = new("method_not_allowed", 405, Invalid, "This path does not take this method. See /api/v1/openapi.json.");

    /// <summary>The body is not JSON.</summary>
    public static readonly Problem MediaTypeUnsupported = new("media_type_unsupported", 415, Invalid, "This endpoint takes application/json. Set the content-type header.");

    /// <summary>More than the management API takes.</summary>
    public static readonly Problem BodyTooLarge = new("body_too_large", 413, "request_too_large", "The body is larger than this endpoint takes. Send less.");

    /// <summary>The thing was edited since it was read.</summary>
    public static readonly Problem ChangedMeanwhile = new("changed_meanwhile", 412, Invalid, "Someone changed this since you read it. Reload, look again and repeat your change.");

    /// <summary>An edit without <c>If-Match</c>.</summary>
    public static readonly Problem PreconditionNeeded = new("precondition_needed", 428, Invalid, "Send the ETag that you read as If-Match, so that no other change is overwritten.");

    /// <summary>The same <c>Idempotency-Key</c> came with another request.</summary>
    public static readonly Problem IdempotencyKeyReused = new("idempotency_key_reused", 422, Invalid, "This Idempotency-Key was used for another request. Use a new one.");

    /// <summary>The first request with this <c>Idempotency-Key</c> has not ended.</summary>
    public static readonly Problem IdempotencyInProgress = new("idempotency_in_progress", 409, Invalid, "The first request with this Idempotency-Key is still at work. Try again shortly.", Retry: true);

    /// <summary>A repeated request whose answer held a secret, which is kept nowhere.</summary>
    public static readonly Problem SecretShownOnce = new("secret_shown_once", 409, Invalid, "This was done already, and its secret is shown only once. Revoke what was made and make another.");

    /// <summary>A signed-in request from a page of another origin.</summary>
    public static readonly Problem OriginRefused = new("origin_refused", 403, Permission, "This page does not belong to the portal. Open the portal itself.");

    /// <summary>Evidence that is still being made, or could not be.</summary>
    public static readonly Problem EvidenceNotReady = new("evidence_not_ready", 409, Invalid, "This evidence is not ready. Look at its state, and download it when that is ready.", Retry: true);

    /// <summary>More exposure look-ups of one person than a minute or a day has room for.</summary>
    public static readonly Problem TooManyLookups = new("too_many_lookups", 429, "rate_limit_error", "You have looked up as many values as fit into this time. Wait as long as Retry-After says, or upload a list.", Retry: true);

    /// <summary>Who uploaded a list confirms it, or a token does.</summary>
    public static readonly Problem SecondPersonNeeded = new("second_person_needed", 403, Permission, "Another person must confirm this list, signed in to the portal. Ask a responder or an administrator.");

    /// <summary>A policy's version, or the policy, is in another state than this needs.</summary>
    public static readonly Problem PolicyState = new("policy_state", 409, Invalid, "This cannot be done with the policy or the version as it is now. Look at its present state.");

    /// <summary>The organisation asks for two persons, and this one wrote it, asked for it, or is none.</summary>
    public static readonly Problem AnotherPersonNeeded = new("another_person_needed", 403, Permission, "Your organisation asks for a second person here, signed in to the portal. Ask another administrator.");

    /// <summary>Who set a lock said who may lift it.</summary>
    public static readonly Problem LockKept = new("lock_kept", 403, Permission, "Who set this lock said that others lift it. Look at its page, or ask an administrator.");

    /// <summary>A session would lose the legal hold that keeps it.</summary>
    public static readonly Problem IncidentHeld = new("incident_held", 409, Invalid, "A legal hold on this incident keeps the session. Hold the session itself first, or lift the incident's hold.");

    /// <summary>The upstream does not take a credential.</summary>
    public static readonly Problem CredentialRefused = new("credential_refused", 409, Invalid, "The upstream refuses this credential, so the one in use stays. Check that it is whole and not revoked.");

    /// <summary>The upstream does not say whether it takes a credential.</summary>
    public static readonly Problem CredentialUnchecked = new("credential_unchecked", 409, Invalid, "The upstream gives no answer that says whether it takes this credential, so the one in use stays. Check the base URL, or try again shortly.", Retry: true);

    /// <summary>A connection is needed: what still uses it stands in the detail.</summary>
    public static readonly Problem ConnectionInUse = new("connection_in_use", 409, Invalid, "Skills or batches still use this connection. Revoke the skills and let the batches end, then remove it.");

    /// <summary>A list that has run, was cancelled or ran out.</summary>
    public static readonly Problem ListEnded = new("list_ended", 409, Invalid, "This list no longer waits: it has run, was cancelled, or a day has passed. Look at its present state.");

    /// <summary>A ticket that is over, was changed, or is another organisation's.</summary>
    public static readonly Problem LinkEnded = new("link_ended", 409, Invalid, "This link is over or belongs to another organisation. Press a button in the message again to get a new one.");

    /// <summary>Something that says it comes from outside and is not signed as that does, is too old, or came before.</summary>
    public static readonly Problem SignatureRefused = new("signature_refused", 401, "authentication_error", "This is not signed as this channel's, is too old, or came before. Check the signing secret.");

    /// <summary>More calls from outside than a minute of a channel has room for.</summary>
    public static readonly Problem TooManyCalls = new("too_many_calls", 429, "rate_limit_error", "This channel takes no more calls for now. Wait as long as Retry-After says.", Retry: true);

    /// <summary>The organisation asks for its own identity provider.</summary>
    public static readonly Problem ProviderNeeded = new("provider_needed", 403, Permission, "Your organisation does not take a password here. Enter your address and continue with its identity provider.");

    /// <summary>An identity provider that cannot be reached, or does not speak as it should.</summary>
    public static readonly Problem ProviderUnreachable = new("provider_unreachable", 502, "api_error", "The identity provider did not answer as it should. Try again; if it stays, tell an administrator of your organisation.", Retry: true);

    /// <summary>A domain that the organisation has not shown to be its own.</summary>
    public static readonly Problem DomainNotProven = new("domain_not_proven", 409, Invalid, "Your organisation has not shown that this domain is its own. Put its token into DNS or into the file, then try again.");

    /// <summary>A provider that domains lead to.</summary>
    public static readonly Problem ProviderInUse = new("provider_in_use", 409, Invalid, "Domains lead to this identity provider. Let them lead elsewhere first.");

    /// <summary>A provider is required only by somebody whom it has signed in.</summary>
    public static readonly Problem ProviderNotTried = new("provider_not_tried", 409, Invalid, "Sign in through this identity provider yourself first: who requires it must know that it lets people in.");

    /// <summary>Giving, taking or changing what lets people do more than who asks may do.</summary>
    public static readonly Problem BeyondYou = new("beyond_you", 403, Permission, "Nobody gives, takes or changes what they may not do themselves. Ask somebody who may do all of it, such as an owner.");

    /// <summary>Nobody would own the organisation any more.</summary>
    public static readonly Problem LastOwner = new("last_owner", 409, Invalid, "Nobody else owns this organisation. Make somebody else an owner first.");

    /// <summary>A role that somebody has, or that a group gives.</summary>
    public static readonly Problem RoleInUse = new("role_in_use", 409, Invalid, "People have this role, or groups give it. Take it from them first.");

    /// <summary>Roles that an identity provider says anew with each sign-in, or of somebody who has left.</summary>
    public static readonly Problem RolesKept = new("roles_kept", 409, Invalid, "Roles of this person are not given here: they have left, or the groups of an identity provider say them. Change those, or let them come back.");

    /// <summary>One more than the plan allows.</summary>
    public static readonly Problem PlanLimit = new("plan_limit", 402, Billing, "Your plan allows no more of these. Remove one that nobody needs, or ask who pays to choose a larger plan under Billing.");

    /// <summary>Growth is stopped, since a payment is late and its grace period is over.</summary>
    public static readonly Problem PaymentLate = new("payment_late", 402, Billing, "A payment of your organisation is late, so nothing can be added. Everything that is there goes on. Ask who pays to settle it under Billing.");

    /// <summary>Something beyond a smaller plan was to be changed.</summary>
    public static readonly Problem PlanExcess = new("plan_excess", 402, Billing, "This is more than your plan allows, so it goes on, and nothing is added to it. It can be stopped, confirmed and handed over, and its keys rotated. To change it, remove others, or ask who pays to choose a larger plan under Billing.");

    /// <summary>Billing is off in this installation.</summary>
    public static readonly Problem BillingOff = new("billing_off", 409, Invalid, "This installation takes no payment, and nothing is limited by a plan.");

    /// <summary>A plan that nobody can go and pay for, or there is a subscription already.</summary>
    public static readonly Problem PlanNotSold = new("plan_not_sold", 409, Invalid, "This plan is not sold here, or you have a subscription: change it under Manage payment. For other plans write to your operator.");

    /// <summary>Stripe does not answer, or has not got the plans.</summary>
    public static readonly Problem StripeUnreachable = new("stripe_unreachable", 502, "api_error", "The payment provider did not answer as it should. Nothing was changed; try again shortly.", Retry: true);

    /// <summary>An event of another version of Stripe's API.</summary>
    public static readonly Problem StripeVersion = new("stripe_version", 400, Invalid, "This event has another API version than SaaSGate speaks. Pin the webhook endpoint's version at Stripe.");

    /// <summary>A link to join that was used or withdrawn, has run out, or whose author may no longer give what it gives.</summary>
    public static readonly Problem InvitationOver = new("invitation_over", 409, Invalid, "This invitation is over: it was used or withdrawn, or has run out. Ask who invited you for another.");

    /// <summary>Who was invited has an account of their own.</summary>
    public static readonly Problem AccountKnown = new("account_known", 409, Invalid, "There is an account for this address already. Join with its password instead of a new one.");

    /// <summary>Who is to be invited can come in by an identity provider alone.</summary>
    public static readonly Problem ProviderBrings = new("provider_brings", 409, Invalid, "Your organisation takes no password from addresses of this domain. Let its identity provider bring this person in, or see under Sign-in whether it must.");

    /// <summary>The link of a lost password that was used, is too old, or came before another password was set.</summary>
    public static readonly Problem ResetOver = new("reset_over", 409, Invalid, "This link is over: it was used, an hour has passed, or the password was changed since. Ask for another where you sign in.");

    /// <summary>No link can be sent to anybody: the installation has no mail server.</summary>
    public static readonly Problem MailOff = new("mail_off", 409, Invalid, "SaaSGate mails nothing here, so no link can be sent to you. A passkey opens your account without the password; else ask your operator to set up mail.");

    /// <summary>A defect, or an outage behind the API.</summary>
    public static readonly Problem Internal = new("internal", 500, "api_error", "SaaSGate failed on this request. Try again; if it stays, tell your operator the traceId.", Retry: true);

    /// <summary>Every row, for documentation and tests.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        SignInNeeded, SignInFailed, CodeNeeded, PasskeyRefused, TooManySignIns, Forbidden, NotFound, Invalidated, AntiforgeryFailed, AlreadyDecided, ViewChanged, OwnRequest, AlreadyVoted,
        OwnPolicy, OwnEdit, NotAsked, StepUpNeeded, EditPending, NotEditable, LikesRefused, ReviewRefused, InvitationEnded, NameTaken, TooMany, OwnerNeeded,
        DemoOnly, MethodNotAllowed, MediaTypeUnsupported, BodyTooLarge, ChangedMeanwhile, PreconditionNeeded, IdempotencyKeyReused, IdempotencyInProgress, SecretShownOnce,
        OriginRefused, EvidenceNotReady, TooManyLookups, SecondPersonNeeded, ListEnded, LockKept, IncidentHeld, CredentialRefused, CredentialUnchecked, ConnectionInUse, PolicyState, AnotherPersonNeeded,
        LinkEnded, SignatureRefused, TooManyCalls, ProviderNeeded, ProviderUnreachable, DomainNotProven, ProviderInUse, ProviderNotTried,
        BeyondYou, LastOwner, RoleInUse, RolesKept, PlanLimit, PaymentLate, PlanExcess, BillingOff, PlanNotSold, StripeUnreachable, StripeVersion,
        InvitationOver, AccountKnown, ProviderBrings, ResetOver, MailOff, Internal,
    ];
}
