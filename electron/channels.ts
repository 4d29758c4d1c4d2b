/** The two channels between renderer and main; what goes over them is the contract. */
export const CALL_CHANNEL = 'contract:call'
export const EVENT_CHANNEL = 'contract:event'
