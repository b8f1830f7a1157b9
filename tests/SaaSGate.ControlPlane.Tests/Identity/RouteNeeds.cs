using SaaSGate.ControlPlane.Tests.Support;

namespace SaaSGate.ControlPlane.Tests.Identity;

/// <summary>What each operation of the API asks for: stated here once, apart from the code that asks.</summary>
/// <param name="InPerson">Whether only a person may, with a cookie, and no token.</param>
/// <param name="AllOf">One permission of each set.</param>
internal sealed record RouteNeeds(bool InPerson, params string[][] AllOf)
{
    private static readonly (RouteNeeds Needs, string Operations)[] Table =
    [
        (new(true), """
            addPasskey askForNewPasskey beginAuthenticator changePassword confirmAuthenticator endSignIn endSignIns getNotificationSettings getOwnCredentials getPortalSession linkPerson listSignIns
            removeAuthenticator removePasskey saveNotificationSettings signOut stepUp stepUpByPasskey subscribeBrowser switchOrganisation unlinkPerson unsubscribeBrowser
            """),
        (new(false, ["read"]), """
            addApprovalMessage confirmSkill deleteSavedSearch explainExchange exportSearch getApproval getApprovalChanges getBacktest getConnection getExchange getExchangeChunks
            getExchangeResponse getGrant getHome getLock getPartnerInvitation getPolicy getPolicyGuide getPolicySchema getPolicySettings getPolicyShadow getPolicyVersion getRetention
            getReviewerGroup getSavedSearch getSession getSkill getTrustedIssuer listApprovalLikes listApprovalMessages listApprovals listBacktestDifferences listBacktests listConnections
            listEffectivePolicies listGrants listLocks listPartnerInvitations listPolicies listPolicyComments listPolicyMatches listPolicyPacks listPolicyVersions listReviewerGroups
            listSavedSearches listSessionViews listSessions listSkillClients listSkillIssuers listSkills listTrustedIssuers playIncident previewSkillStop readFeed saveSearch search
            updateSavedSearch
            """),
        (new(false, ["decide"]), "approveLikes decideApproval decideApprovals editApproval revokeApprovalLike"),
        (new(true, ["decide"], ["manage"]), "breakGlass"),
        (new(false, ["contain"]), """
            addIncidentMember addIncidentNote addIncidentSessions cancelExposureList checkLeak confirmExposureList createHold createLock liftHold liftIncidentLock liftLock lookUpExposure
            openIncident putIncidentLock removeIncidentMember removeIncidentSession resumeSkill reviewBrokenGlass stopSkill updateIncident uploadExposureList
            """),
        (new(false, ["contain", "audit", "people"]), """
            getBlastRadius getBrokenGlass getExposureList getExposureReport getHold getIncident getOffboarding getRetentionReport listBrokenGlass listExposureHits listExposureLists listHolds
            listIncidentTimeline listIncidents listOffboardings
            """),
        (new(false, ["audit"]), "downloadEvidence getEvidence listAudit listEvidence requestEvidence"),
        (new(false, ["policies"]), """
            activatePolicy archivePolicy askPolicyReview cancelBacktest checkPolicy commentPolicy createPolicy draftPolicy endPolicyShadow renamePolicy returnPolicy rollBackPolicy shadowPolicy
            startBacktest tryPolicy updatePolicy
            """),
        (new(false, ["manage"]), """
            acceptPartnerInvitation checkCredential createChannel createConnection createExport createReviewerGroup createSkill createSkillClient createSkillKey declinePartnerInvitation
            deleteChannel deleteExport deleteReviewerGroup dropPreviousCredential endGrant invitePartner mapTrustedIssuer previewRetention refreshTrustedIssuer removeConnection removeTrustedIssuer
            retryMessage revertCredential revokeSkill revokeSkillClient revokeSkillKey rotateCredential rotateSkillKey testChannel testExport trustIssuer unmapTrustedIssuer updateChannel updateExport
            updatePolicySettings updateRetention updateReviewerGroup updateSkill withdrawPartnerInvitation
            """),
        (new(false, ["manage", "people", "audit"]), "getChannel getDirectory getDirectoryGroup getExport getOffboardingRule listChannels listDirectoryGroups listExports listMessages"),
        (new(false, ["read", "people"]), "getMember getRole listMemberInvitations listMembers listRoles"),
        (new(false, ["people"]), "offboardPerson returnPerson saveOffboardingRule"),
        (new(true, ["people"]), """
            addDomain createDirectoryToken createHrWebhook createIdentityProvider createRole createToken deleteDomain deleteEventStream deleteHrWebhook deleteIdentityProvider deleteRole
            inviteMember proveDomain readSamlMetadata revokeToken saveDirectoryGroupRoles saveEventStream saveMemberRoles setUpEventStream testIdentityProvider updateDomain
            updateIdentityProvider updateRole verifyEventStream withdrawMemberInvitation
            """),
        (new(false, ["bill"]), "getBilling getInvoices getUsage listUsageReconciliations refreshBilling saveBudget"),
        (new(true, ["bill"]), "beginCheckout manageBilling"),
        (new(true, ["people", "audit"]), "getEventStream getIdentityProvider listDomains listHrWebhooks listIdentityProviders listTokens"),
    ];

    private static readonly Dictionary<string, RouteNeeds> ByOperation =
        Table.SelectMany(row => row.Operations.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(id => (id, row.Needs))).ToDictionary(one => one.id, one => one.Needs);

    public static IReadOnlyCollection<string> Operations => ByOperation.Keys;

    public static RouteNeeds Of(Operation operation) => ByOperation[operation.Id];

    public bool LetsIn(bool inPerson, IReadOnlyCollection<string> permissions) => (inPerson || !InPerson) && AllOf.All(set => set.Any(permissions.Contains));
}
